void hello(void);

void call(void)
{
  hello();
}
