#include "db/pq.h"

static const char *const calls[] = { PQ_CALLS(HK_LATE_NAME) };

enum hk_result pq_load(struct pq *ret)
{
	return hk_late_load("libpq.so.5", calls, HK_COUNT(calls), ret);
}
