#include "job/access_answer.h"

#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

enum {
	LIFE_USUAL_S = 3600, /* RFC 6749 5.1: expires_in is recommended only */
	LIFE_MOST_S = 24 * 3600,
	CODE_OK = 200,
	CODE_BUSY = 429,
	CODE_SERVER = 500,
	REFRESH_MAX = NET_TOKEN_MAX,
	REASON_MAX = 60,
};

/* A token is what a header can carry (RFC 6750 2.1); anything else could say more than it should.
 */
static const char *token_of(struct hk_arena *arena, const json_t *json, const char *name,
			    size_t max)
{
	const char *text = json_string_value(json_object_get(json, name));

	if (!text || strlen(text) > max)
		return "";
	for (const char *at = text; *at; at++)
		if (*at <= ' ' || *at >= 0x7f)
			return "";
	return hk_copy_text(arena, text);
}

static const char *reason_of(struct hk_arena *arena, const json_t *json)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	const char *text = json_string_value(json_object_get(json, "error"));

	if (!text || text[strspn(text, letters)] || strlen(text) > REASON_MAX)
		return "";
	return hk_copy_text(arena, text);
}

/* Some say the number as a text. */
static int64_t life_of(const json_t *json)
{
	const json_t *said = json_object_get(json, "expires_in");
	int64_t seconds = json_is_integer(said) ? json_integer_value(said) : 0;

	if (json_is_string(said) && !hk_number(json_string_value(said), &seconds))
		seconds = 0;
	if (seconds <= 0)
		seconds = LIFE_USUAL_S;
	return (seconds < LIFE_MOST_S ? seconds : LIFE_MOST_S) * HK_SECOND;
}

static enum access_verdict verdict_of(int code, const char *reason, const struct access_gift *gift)
{
	if (code == CODE_OK)
		return *gift->access ? ACCESS_GIVEN : ACCESS_LATER;
	if (strcmp(reason, "invalid_grant") == 0)
		return ACCESS_REVOKED;
	if (code == CODE_BUSY || code >= CODE_SERVER || !*reason ||
	    strcmp(reason, "temporarily_unavailable") == 0)
		return ACCESS_LATER;
	return ACCESS_WRONG;
}

enum access_verdict access_answer_read(struct hk_arena *arena, const struct net_posted *posted,
				       struct access_gift *ret, const char **ret_reason)
{
	json_t *json = json_loadb(posted->body, strlen(posted->body), JSON_REJECT_DUPLICATES, NULL);
	struct access_gift gift = { "", "", 0 };
	enum access_verdict verdict;

	gift.access = token_of(arena, json, "access_token", NET_TOKEN_MAX);
	gift.refresh = token_of(arena, json, "refresh_token", REFRESH_MAX);
	gift.life_ms = life_of(json);
	*ret_reason = reason_of(arena, json);
	verdict = verdict_of(posted->answer.code, *ret_reason, &gift);
	json_decref(json);
	*ret = gift;
	return verdict;
}
