#include <inttypes.h>
#include <stdio.h>
#include <tally.h>

int main(void)
{
  struct tally *tally = tally_new();
  for (uint32_t i = 1; i <= 100; i++)
    tally_add(tally, i);
  printf("%" PRIu64 " of at most %" PRIu64 "\n", tally_total(tally), tally_limit);
  tally_free(tally);
  return 0;
}
