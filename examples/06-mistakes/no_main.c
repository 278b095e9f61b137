void hello(void);

int Main(void)
{
  hello();
  return 0;
}
