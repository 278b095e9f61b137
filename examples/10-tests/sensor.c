/* Tenths of a degree. */
int sensor_read(unsigned number);

int sensor_read(unsigned number)
{
  static const int readings[] = {215, 208, 222};
  return readings[number % 3];
}
