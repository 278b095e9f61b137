#include <stdio.h>

double average_of(unsigned count);

int main(void)
{
  printf("%.1f degrees\n", average_of(3));
  return 0;
}
