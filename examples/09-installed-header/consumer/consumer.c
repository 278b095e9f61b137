#include <inttypes.h>
#include <shape/shape.h>
#include <stdio.h>

int main(void)
{
  struct shape_rectangle a = {0, 0, 10, 10};
  struct shape_rectangle b = {-5, 4, 8, 100};
  printf("%" PRIu64 " in common\n", shape_overlap(a, b));
  return 0;
}
