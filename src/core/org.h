/* The organisation: whose customers these are, and what holds for all of its pages. */
#pragma once

#include "core/ctx.h"

struct org {
	int64_t org_id;
	const char *code, *name, *host, *language, *timezone, *accent, *phone, *email, *hours;
	int64_t created_at, version;
};

struct org_list {
	struct org *items;
	size_t count;
};

/* All there are, by org_id. cx->org_id need not be set. */
enum hk_result org_every(struct ctx *cx, struct org_list *ret);
/* The organisation of cx. */
enum hk_result org_find(struct ctx *cx, struct org *ret);
/* Sets cx->org_id by the host name of a request ("" host rows answer every host).
 * HK_NOT_FOUND when there is none. */
enum hk_result org_by_host(struct ctx *cx, const char *host, struct org *ret);
/* Where its pages are: base_url of the house, with its own host name if it has one, then path. Also
 * without cx->db. */
enum hk_result org_url(struct ctx *cx, const char *path, const char **ret);
/* Whether that leads to it, and not to another one that answers there. */
enum hk_result org_is_reached(struct ctx *cx, bool *ret);
/* By --org CODE; NULL or "": the only one. Sets cx->org_id. */
enum hk_result org_by_code(struct ctx *cx, const char *code);
/* Writes org_id 1, 2, ... with its rights; cx->org_id is set. HK_CONFLICT: the code is taken. */
enum hk_result org_add(struct ctx *cx, struct org *org);
/* All columns but org_id, code and created_at; version guards. */
enum hk_result org_change(struct ctx *cx, const struct org *org);

/* Opening hours for readers of that language, else as org->hours has them, in the organisation's
 * own. ret_language: of the text. */
enum hk_result org_hours(struct ctx *cx, const struct org *org, const char *language,
			 const char **ret, const char **ret_language);
enum hk_result org_hours_put(struct ctx *cx, const char *language, const char *hours);
/* The address at which it says what it keeps of people; "" when it gave none. */
enum hk_result org_privacy(struct ctx *cx, const char **ret);
/* HK_INVALID beside "privacy": no address of the web. */
enum hk_result org_privacy_put(struct ctx *cx, const char *url);

/* The money in which it reckons: three letters of ISO 4217. What nobody set follows from the time
 * zone, where that says it; else "". Also without cx->db. */
enum hk_result org_currency(struct ctx *cx, const char **ret);
/* "": by the time zone. HK_INVALID beside "currency". */
enum hk_result org_currency_put(struct ctx *cx, const char *currency);
/* One that is in use. */
bool org_currency_is_code(const char *text);

/* A setting of the organisation; otherwise: when it is not set, or cannot be read. */
int64_t org_setting_number(struct ctx *cx, const char *name, int64_t otherwise);
enum hk_result org_setting_put(struct ctx *cx, const char *name, const char *value);
