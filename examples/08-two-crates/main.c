struct stats;

double parse_number(const char *text, double otherwise);
struct stats *stats_new(void);
void stats_add(struct stats *stats, double number);
void stats_print(const struct stats *stats);
void stats_free(struct stats *stats);

int main(void)
{
  const char *const texts[] = {"1.5", " 2 ", "three"};
  struct stats *stats = stats_new();
  for (int i = 0; i < 3; i++)
    stats_add(stats, parse_number(texts[i], 0));
  stats_print(stats);
  stats_free(stats);
  return 0;
}
