/* Who did what that somebody may ask about later: changes by administrators, sign-ins, tokens. */
#pragma once

#include "core/ctx.h"

struct audit {
	int64_t id, at;
	const char *actor_kind;
	int64_t actor_id;
	const char *action, *about;
};

struct audit_list {
	struct audit *items;
	size_t count;
};

/* action: a constant such as "mailbox.change"; about: ids and addresses, no secrets. */
enum hk_result audit_record(struct ctx *cx, const char *action, const char *about);
/* about with one line more when the value changed: audit_record() keeps what was and what is. */
const char *audit_changed(struct ctx *cx, const char *about, const char *field, const char *was,
			  const char *is);
/* The newest first, older than that id. */
enum hk_result audit_page(struct ctx *cx, int64_t before_id, int64_t limit, struct audit_list *ret);
