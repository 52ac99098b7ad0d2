/*
 * customer: a person, or a house, that writes to us. One customer may have
 * several addresses; an address belongs to exactly one customer.
 */
#pragma once

#include "core/ctx.h"

struct customer {
	int64_t id;
	const char *name;     /* as he writes it himself; never empty: else the address */
	const char *language; /* preferred; "" when not known */
	const char *timezone; /* "" follows the organisation */
	const char *digits;   /* "latin" or "" */
	const char *note;
	int64_t created_at, version;
};

/* Whoever wrote without an address once shared this one, to whom nothing is ever sent. */
#define CUSTOMER_UNKNOWN "unknown@localhost"

struct customer_list {
	struct customer *items;
	size_t count;
};

struct address {
	int64_t id, customer_id;
	const char *kind; /* email, phone */
	const char *value, *shown;
	int64_t is_failing, created_at;
	const char *tail; /* of a phone number: how it ends, whatever country stands before it */
};

struct address_list {
	struct address *items;
	size_t count;
};

/* What is known of somebody who turns up. */
struct customer_new {
	const char *name;     /* "" when not known */
	const char *email;    /* "" or as written */
	const char *phone;    /* "" or as written */
	const char *language; /* "" when not known */
	const char *tokens;   /* of customer_tokens(), made before the transaction */
	bool is_here; /* he stands before us, or his mail came from no address: a name is enough */
};

enum hk_result customer_find(struct ctx *cx, int64_t id, struct customer *ret);
/* value is normalised by customer_email() or customer_phone(). */
enum hk_result customer_by_address(struct ctx *cx, const char *kind, const char *value,
				   struct customer *ret);
/* db_expect() of what customer_ensure() asks first. */
enum hk_result customer_expect(struct ctx *cx, const struct customer_new *what);
/* Finds him by his e-mail address, or by his phone number when he gave no other, else makes him; a
 * name or language that was missing is added. One of email and phone must be there and right
 * (HK_INVALID beside its field), or a name of one who is here. */
enum hk_result customer_ensure(struct ctx *cx, const struct customer_new *what,
			       struct customer *ret);
/* name, language, timezone, digits and note; version guards. */
enum hk_result customer_change(struct ctx *cx, const struct customer *customer, const char *tokens);
enum hk_result customer_addresses(struct ctx *cx, int64_t customer_id, struct address_list *ret);
/* address: normalised by customer_email(); "" is nobody's. */
enum hk_result customer_has_email(struct ctx *cx, int64_t customer_id, const char *address,
				  bool *ret);
/* Of all customers with ids from low to high, by customer: for a page of them. */
enum hk_result customer_addresses_between(struct ctx *cx, int64_t low, int64_t high,
					  struct address_list *ret);
/* written: an e-mail address or a phone number. HK_INVALID beside "address": it is neither, or is
 * somebody else's. tokens: of customer_tokens() with all he has. */
enum hk_result customer_address_add(struct ctx *cx, const struct customer *customer,
				    const char *written, const char *tokens);
/* Mail to this e-mail address is refused for good; nothing when nobody has it. */
enum hk_result customer_address_fails(struct ctx *cx, const char *address);
/* Something came from it, or a colleague gave it anew: it is written to again. */
enum hk_result customer_address_works(struct ctx *cx, const char *address);
/* Takes away one whom nothing is about any more, with his addresses. */
enum hk_result customer_forget(struct ctx *cx, const struct customer *customer);
bool customer_is_unknown(const char *email);
/* The first e-mail address that does not fail, "" when there is none. */
enum hk_result customer_mail_address(struct ctx *cx, int64_t customer_id, const char **ret);
/* By name, address or number as one types; the newest first, but whose whole address it is before
 * all. A phone number is found however it is
 * spaced, with its country or without. */
enum hk_result customer_search(struct ctx *cx, const char *text, bool is_typing, int64_t limit,
			       struct customer_list *ret);
/* Those with the highest ids below before_id. */
enum hk_result customer_page(struct ctx *cx, int64_t before_id, int64_t limit,
			     struct customer_list *ret);

/* What he is found by. */
const char *customer_tokens(struct ctx *cx, const char *name, const char *email, const char *phone);
/* Lower case, the domain as mail servers know it; NULL when it is no address that mail could be
 * sent to. */
const char *customer_email(struct ctx *cx, const char *written);
/* E.164 from what people write (00, spaces, brackets; digits in Bengali too), or NULL. */
const char *customer_phone(struct ctx *cx, const char *written);
