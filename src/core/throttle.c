#include "core/throttle.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

struct used {
	int64_t count;
};

static const struct db_column columns[] = { DB_COLUMN(struct used, count) };
static const struct db_record record = DB_RECORD("throttle", struct used, columns);

static const char *key_of(struct ctx *cx, const char *what, const char *whom)
{
	unsigned char digest[HK_DIGEST];

	hk_hmac(cx->house->key, whom, strlen(whom), digest);
	return hk_format(cx->arena, "%s %s", what, hk_hex(cx->arena, digest, 12));
}

static enum hk_result judge(struct ctx *cx, int64_t count, int64_t limit)
{
	if (count <= limit)
		return HK_OK;
	cx->is_limited = true;
	return problem(
		cx, HK_DENIED,
		TR("That was too often in a short time. Please wait a little and try again."));
}

enum hk_result throttle_count(struct ctx *cx, const char *what, const char *whom, int64_t limit,
			      int64_t window_ms)
{
	struct used used;

	HK_TRY(db_select_one(cx->db, &record,
			     DB_ADD("throttle", "name, window_at, count", "$2, $3, 1",
				    "ON CONFLICT (org_id, name, window_at) DO UPDATE SET"
				    " count = throttle.count + 1 RETURNING count"),
			     DB_ARGS(key_of(cx, what, whom), cx->now - cx->now % window_ms),
			     &used));
	return judge(cx, used.count, limit);
}

/* Of IPv6 the network of 64 bits: one subscriber has all the addresses of at least one. */
static const char *network_of(struct ctx *cx, const char *address)
{
	enum { NETWORK_BYTES = 8 };
	struct in6_addr network;

	if (inet_pton(AF_INET6, address, &network) != 1 || IN6_IS_ADDR_V4MAPPED(&network))
		return address;
	return hk_format(cx->arena, "%s/64", hk_hex(cx->arena, network.s6_addr, NETWORK_BYTES));
}

enum hk_result throttle_count_client(struct ctx *cx, const char *what, const char *address,
				     int64_t limit, int64_t window_ms)
{
	return throttle_count(cx, what, network_of(cx, address), limit, window_ms);
}

struct sums {
	int64_t counts[THROTTLE_LIMITS_MOST];
};

/* One statement for all: each alone costs more than what it sums up. */
#define SUM(name, since)                                                                     \
	"CAST((SELECT coalesce(sum(throttle.count), 0) FROM throttle WHERE"                  \
	" throttle.org_id = $1 AND throttle.name = " name " AND throttle.window_at > " since \
	") AS bigint)"

static const struct db_column sum_columns[] = {
	DB_COLUMN_AS(struct sums, counts[0], SUM("$2", "$3")),
	DB_COLUMN_AS(struct sums, counts[1], SUM("$4", "$5")),
	DB_COLUMN_AS(struct sums, counts[2], SUM("$6", "$7")),
	DB_COLUMN_AS(struct sums, counts[3], SUM("$8", "$9")),
	DB_COLUMN_AS(struct sums, counts[4], SUM("$10", "$11")),
};
static const struct db_record sum_record = DB_RECORD("org", struct sums, sum_columns);

enum hk_result throttle_look(struct ctx *cx, struct throttle_limit *limits, size_t count)
{
	const char *names[THROTTLE_LIMITS_MOST] = { "", "", "", "", "" };
	int64_t since[THROTTLE_LIMITS_MOST] = { 0 };
	struct sums sums;

	for (size_t i = 0; i < count; i++) {
		limits[i].key = key_of(cx, limits[i].what, limits[i].whom);
		names[i] = limits[i].key;
		since[i] = cx->now - limits[i].span_ms - limits[i].window_ms;
	}
	HK_TRY(db_select_one(cx->db, &sum_record, DB_WHERE("1 = 1", ""),
			     DB_ARGS(names[0], since[0], names[1], since[1], names[2], since[2],
				     names[3], since[3], names[4], since[4]),
			     &sums));
	for (size_t i = 0; i < count; i++)
		limits[i].used = sums.counts[i];
	return HK_OK;
}

enum hk_result throttle_note(struct ctx *cx, const struct throttle_limit *limit)
{
	return db_send(cx->db,
		       DB_ADD("throttle", "name, window_at, count", "$2, $3, 1",
			      "ON CONFLICT (org_id, name, window_at) DO UPDATE SET"
			      " count = throttle.count + 1"),
		       DB_ARGS(limit->key, cx->now - cx->now % limit->window_ms));
}

enum hk_result throttle_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(
		cx->db,
		DB_DELETE("throttle",
			  "(name, window_at) IN (SELECT name, window_at FROM throttle WHERE"
			  " org_id = $1 AND window_at < $2 ORDER BY window_at LIMIT $3)"),
		DB_ARGS(before, limit), ret_count);
}
