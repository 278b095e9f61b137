int GREETINGS(void);

int main(void)
{
  GREETINGS();
  return 0;
}
