void call(void);

int main(void)
{
  call();
  return 0;
}
