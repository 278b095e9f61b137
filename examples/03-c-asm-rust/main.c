#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct sample {
  int32_t value;
  uint16_t weight;
};

typedef void callback(const struct sample *sample, int64_t total);

/* In scale.asm. */
int64_t scale(struct sample *samples, size_t count, callback *report, int32_t factor);

static void report(const struct sample *sample, int64_t total)
{
  printf("%" PRId32 " x %" PRIu16 ", %" PRId64 " in all\n", sample->value, sample->weight, total);
}

int main(void)
{
  struct sample samples[] = {{1, 2}, {-3, 4}, {5, 6}};

  int64_t total = scale(samples, sizeof samples / sizeof samples[0], report, 10);
  return total == 200 ? 0 : 1;
}
