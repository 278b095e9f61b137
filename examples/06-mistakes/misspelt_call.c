void helo(void);

int main(void)
{
  helo();
  return 0;
}
