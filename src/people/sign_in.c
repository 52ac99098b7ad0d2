#include "people/sign_in.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/fold.h"
#include "core/job.h"
#include "core/org.h"
#include "core/throttle.h"
#include "people/customer.h"
#include "people/guess.h"
#include "people/link.h"
#include "people/session.h"
#include "people/staff.h"

enum {
	TOTP_BYTES = 20,
	SLOT_WAIT_MS = 3000,
	TRIES_PER_ACCOUNT = 10,
	TRIES_PER_CLIENT = 50,
	WINDOW = 15 * HK_MINUTE,
	KNOWN_MOST = 30,
};

/* A flood of them must not hold every thread that answers. */
static enum hk_result slot_take(struct ctx *cx)
{
	int64_t end = hk_clock_monotonic() + SLOT_WAIT_MS;
	struct timespec until = { end / HK_SECOND, end % HK_SECOND * 1000000 };

	while (sem_clockwait(cx->house->password_slots, CLOCK_MONOTONIC, &until) != 0)
		if (errno != EINTR)
			return problem(cx, HK_UNAVAILABLE,
				       TR("Many people are signing in just now. Please try again "
					  "in a moment."));
	return HK_OK;
}

static enum hk_result password_match(struct ctx *cx, const char *hash, const char *password,
				     bool *ret)
{
	/* Of a random password: an unknown address takes as long as a known one. */
	static const char nobodys[] = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXJhbmRvbXNhbHQxMg$"
				      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	*ret = false;
	if (strlen(password) > PASSWORD_MOST)
		return HK_OK;
	HK_TRY(slot_take(cx));
	*ret = hk_password_matches(*hash ? hash : nobodys, password) && *hash;
	sem_post(cx->house->password_slots);
	return HK_OK;
}

struct attempt {
	struct sign_in *sign_in;
	struct staff staff;
	bool is_known;
};

/* However it is written it is one account, and one limit. */
static const char *account_of(struct ctx *cx, const char *written)
{
	const char *email = customer_email(cx, written);

	return email ? email : written;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct attempt *attempt = data;

	HK_TRY(throttle_count(cx, "sign_in.account", account_of(cx, attempt->sign_in->email),
			      TRIES_PER_ACCOUNT, WINDOW));
	HK_TRY(throttle_count_client(cx, "sign_in.client", attempt->sign_in->client,
				     TRIES_PER_CLIENT, WINDOW));

	enum hk_result result = staff_by_email(cx, attempt->sign_in->email, &attempt->staff);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	attempt->is_known = result == HK_OK && attempt->staff.is_active;
	return HK_OK;
}

/* Whoever comes in was nobody until now, and is the one who did it. */
static enum hk_result audit_entry(struct ctx *cx, struct actor who, const char *action,
				  const char *about)
{
	const struct actor *before = cx->actor;

	cx->actor = &who;

	enum hk_result result = audit_record(cx, action, about);

	cx->actor = before;
	return result;
}

/* Of ten codes that he was given for the day on which he has no authenticator. */
static enum hk_result recovery_enter(struct ctx *cx, const struct staff *staff, const char *code)
{
	HK_TRY(recovery_use(cx, staff->id, code));
	return audit_entry(cx, (struct actor){ .kind = ACTOR_STAFF, .id = staff->id },
			   "recovery.use", staff->email);
}

static enum hk_result code_check(struct ctx *cx, struct attempt *attempt)
{
	const struct staff *staff = &attempt->staff;
	void *secret;
	size_t length;
	int64_t counter;

	if (!staff->totp_secret.bytes)
		return HK_OK;
	if (!*attempt->sign_in->code) {
		attempt->sign_in->wants_code = true;
		return HK_DENIED;
	}
	HK_TRY(hk_unseal(cx->arena, cx->house->key, staff->totp_secret.bytes,
			 staff->totp_secret.length, &secret, &length));

	enum hk_result result =
		hk_totp_matches(secret, length, attempt->sign_in->code, cx->now, &counter)
			? staff_totp_use(cx, staff->id, counter)
			: recovery_enter(cx, staff, attempt->sign_in->code);

	if (result != HK_CONFLICT)
		return result;
	attempt->sign_in->wants_code = true;
	return problem(cx, HK_DENIED,
		       TR("This code is not right, or it was used already. "
			  "Please take the next one."));
}

static enum hk_result let_in(struct ctx *cx, void *data)
{
	struct attempt *attempt = data;

	attempt->sign_in->wants_code = false;
	HK_TRY(code_check(cx, attempt));
	HK_TRY(audit_entry(cx, (struct actor){ .kind = ACTOR_STAFF, .id = attempt->staff.id },
			   "sign_in", attempt->staff.email));
	HK_TRY(staff_seen(cx, attempt->staff.id));
	return session_add(cx, "staff", attempt->staff.id, attempt->sign_in->browser,
			   &attempt->sign_in->token);
}

static enum hk_result note_failure(struct ctx *cx, void *data)
{
	const struct attempt *attempt = data;

	return audit_record(cx, "sign_in.failed", attempt->sign_in->email);
}

enum hk_result sign_in_by_password(struct ctx *cx, struct sign_in *sign_in)
{
	struct attempt attempt = { .sign_in = sign_in };
	bool is_right;

	HK_TRY(ctx_write(cx, look, &attempt));
	HK_TRY(password_match(cx, attempt.is_known ? attempt.staff.password_hash : "",
			      sign_in->password, &is_right));
	if (!is_right) {
		HK_TRY(ctx_write(cx, note_failure, &attempt));
		return problem(cx, HK_DENIED,
			       TR("The e-mail address or the password is not right. You can have a "
				  "link mailed to you instead."));
	}
	return ctx_write(cx, let_in, &attempt);
}

/* Staff first: who works here and is a customer too signs in as staff. */
static enum hk_result find_person(struct ctx *cx, const char *email, struct sign_in_link *ret)
{
	struct staff staff;
	struct customer customer;
	enum hk_result result = staff_by_email(cx, email, &staff);

	ret->email = email;
	if (result == HK_OK && staff.is_active) {
		ret->person_kind = "staff";
		ret->person_id = staff.id;
		ret->name = staff.name;
		ret->language = staff.language;
		ret->digits = "latin";
		return HK_OK;
	}
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (customer_is_unknown(email))
		return HK_NOT_FOUND;
	HK_TRY(customer_by_address(cx, "email", email, &customer));
	ret->person_kind = "customer";
	ret->person_id = customer.id;
	ret->name = customer.name;
	ret->language = customer.language;
	ret->digits = customer.digits;
	return HK_OK;
}

enum hk_result sign_in_link_make(struct ctx *cx, const char *email, int64_t valid_ms,
				 struct sign_in_link *ret)
{
	const char *address = customer_email(cx, email);
	struct sign_in_link found = { 0 };

	if (!address)
		return field_problem(cx, "email", TR("This e-mail address does not look right."));
	HK_TRY(find_person(cx, address, &found));

	struct link_row link = { .purpose = "sign_in",
				 .person_kind = found.person_kind,
				 .person_id = found.person_id };

	HK_TRY(link_add(cx, &link, valid_ms, &found.token));
	*ret = found;
	return HK_OK;
}

static enum hk_result look_at_staff(struct ctx *cx, const struct link_row *link,
				    struct sign_in_link *ret, struct staff *ret_staff)
{
	HK_TRY(staff_find(cx, link->person_id, ret_staff));
	if (!ret_staff->is_active)
		return HK_NOT_FOUND;
	ret->name = ret_staff->name;
	ret->email = ret_staff->email;
	ret->language = ret_staff->language;
	ret->digits = "latin";
	return HK_OK;
}

static enum hk_result look_at_customer(struct ctx *cx, const struct link_row *link,
				       struct sign_in_link *ret)
{
	struct customer customer;

	HK_TRY(customer_find(cx, link->person_id, &customer));
	HK_TRY(customer_mail_address(cx, link->person_id, &ret->email));
	ret->name = customer.name;
	ret->language = customer.language;
	ret->digits = customer.digits;
	return HK_OK;
}

enum hk_result sign_in_link_look(struct ctx *cx, const char *token, struct sign_in_link *ret,
				 bool *ret_wants_code)
{
	struct link_row link;
	struct staff staff = { 0 };
	struct sign_in_link found = { .token = token };

	HK_TRY(link_find(cx, "sign_in", token, &link));
	if (hk_equal(link.person_kind, "staff"))
		HK_TRY(look_at_staff(cx, &link, &found, &staff));
	else
		HK_TRY(look_at_customer(cx, &link, &found));
	found.person_kind = link.person_kind;
	found.person_id = link.person_id;
	*ret = found;
	*ret_wants_code = staff.totp_secret.bytes != NULL;
	return HK_OK;
}

struct link_attempt {
	const char *token;
	struct sign_in *sign_in;
	struct sign_in_link link;
	bool needs_code;
};

/* Counts the tries at a code, in a transaction of its own, so that a wrong one stays counted. */
static enum hk_result link_look(struct ctx *cx, void *data)
{
	struct link_attempt *attempt = data;

	HK_TRY(sign_in_link_look(cx, attempt->token, &attempt->link, &attempt->needs_code));
	if (!attempt->needs_code || !*attempt->sign_in->code)
		return HK_OK;
	return throttle_count(cx, "sign_in.account", attempt->link.email, TRIES_PER_ACCOUNT,
			      WINDOW);
}

static enum hk_result link_let_in(struct ctx *cx, void *data)
{
	struct link_attempt *attempt = data;
	struct attempt code = { .sign_in = attempt->sign_in };
	struct actor who = { .kind = ACTOR_CUSTOMER };
	struct link_row link;

	attempt->sign_in->wants_code = false;
	HK_TRY(link_use(cx, "sign_in", attempt->token, &link));
	if (hk_equal(link.person_kind, "staff")) {
		HK_TRY(staff_find(cx, link.person_id, &code.staff));
		HK_TRY(code_check(cx, &code));
		HK_TRY(staff_seen(cx, link.person_id));
		who.kind = ACTOR_STAFF;
	}
	who.id = link.person_id;
	HK_TRY(audit_entry(cx, who, "sign_in.link",
			   hk_format(cx->arena, "%s %" PRId64, link.person_kind, link.person_id)));
	return session_add(cx, link.person_kind, link.person_id, attempt->sign_in->browser,
			   &attempt->sign_in->token);
}

enum hk_result sign_in_by_link(struct ctx *cx, const char *token, struct sign_in *sign_in)
{
	struct link_attempt attempt = { .token = token, .sign_in = sign_in };

	HK_TRY(ctx_write(cx, link_look, &attempt));
	return ctx_write(cx, link_let_in, &attempt);
}

struct password {
	int64_t staff_id;
	const char *hash;
};

static enum hk_result password_store(struct ctx *cx, void *data)
{
	const struct password *password = data;

	HK_TRY(audit_record(cx, "password.change", ""));
	if (password->staff_id == cx->actor->id)
		HK_TRY(session_end_others(cx));
	return staff_password_put(cx, password->staff_id, password->hash);
}

struct own {
	struct staff staff;
};

/* Counted before it is looked at, in a transaction of its own. */
static enum hk_result own_look(struct ctx *cx, void *data)
{
	struct own *own = data;

	HK_TRY(staff_find(cx, cx->actor->id, &own->staff));
	/* Not the limit of the door, which anybody can use up for him by guessing there. */
	return throttle_count(
		cx, "sign_in.session",
		hk_format(cx->arena, "%" PRId64 " %" PRId64, cx->actor->id, cx->actor->session_id),
		TRIES_PER_ACCOUNT, WINDOW);
}

enum hk_result password_check(struct ctx *cx, const char *password)
{
	struct own own;
	bool is_right;

	HK_TRY(ctx_write(cx, own_look, &own));
	if (!*own.staff.password_hash)
		return HK_OK;
	HK_TRY(password_match(cx, own.staff.password_hash, password, &is_right));
	if (is_right)
		return HK_OK;
	return field_problem(cx, "current", TR("This is not your password of now."));
}

/* What everybody knows of somebody: his name, his address and the house, in words. */
struct known {
	int64_t staff_id;
	const char *words[KNOWN_MOST + 1];
};

/* The name without its blanks: one piece, with figures at its ends too. */
static const char *whole_name(struct ctx *cx, const char *name)
{
	char *whole = fold_plain(cx->arena, name), *put = whole;

	for (const char *at = whole; *at; at++)
		if (!strchr(" .-'", *at))
			*put++ = *at;
	*put = '\0';
	return whole;
}

static enum hk_result known_find(struct ctx *cx, void *data)
{
	struct known *known = data;
	struct staff staff;
	struct org org;
	char *rest, *word;
	size_t count = 0;

	HK_TRY(staff_find(cx, known->staff_id, &staff));
	HK_TRY(org_find(cx, &org));
	known->words[count++] = whole_name(cx, staff.name);
	rest = fold_plain(cx->arena, hk_format(cx->arena, "%s %s %s %s", staff.name, staff.email,
					       org.name, org.code));
	while (count < KNOWN_MOST && (word = strsep(&rest, " .,@-_'\"")))
		known->words[count++] = word;
	known->words[count] = NULL;
	return HK_OK;
}

static enum hk_result password_weigh(struct ctx *cx, int64_t staff_id, const char *password)
{
	struct known known = { .staff_id = staff_id };

	HK_TRY(ctx_read(cx, known_find, &known));
	if (!password_is_easy(cx->arena, password, known.words))
		return HK_OK;
	return field_problem(cx, "password",
			     TR("This one is guessed soon: common words, names, rows of keys and "
				"years are tried first. Please take a few words that have nothing "
				"to do with each other."));
}

enum hk_result password_change(struct ctx *cx, int64_t staff_id, const char *password)
{
	struct password new = { .staff_id = staff_id };
	size_t length = strlen(password);

	if (length < PASSWORD_LEAST || length > PASSWORD_MOST)
		return field_problem(cx, "password",
				     TR("Please take 12 to 128 characters; a few words are easy to "
					"remember and hard to guess."));
	HK_TRY(password_weigh(cx, staff_id, password));
	HK_TRY(slot_take(cx));

	enum hk_result result = hk_password_hash(cx->arena, password, &new.hash);

	sem_post(cx->house->password_slots);
	HK_TRY(result);
	return ctx_write(cx, password_store, &new);
}

enum hk_result totp_offer(struct ctx *cx, unsigned char ret_secret[20], const char **ret_base32)
{
	hk_random(ret_secret, TOTP_BYTES);
	*ret_base32 = hk_base32(cx->arena, ret_secret, TOTP_BYTES);
	return HK_OK;
}

enum hk_result totp_confirm(struct ctx *cx, const unsigned char secret[20], const char *code,
			    const struct recovery_codes *codes)
{
	struct db_blob sealed;
	void *box;
	int64_t counter;

	if (!hk_totp_matches(secret, TOTP_BYTES, code, cx->now, &counter))
		return field_problem(cx, "code",
				     TR("This code is not right. Please take the next "
					"one that the authenticator shows."));
	hk_seal(cx->arena, cx->house->key, secret, TOTP_BYTES, &box, &sealed.length);
	sealed.bytes = box;
	HK_TRY(audit_record(cx, "totp.set", ""));
	HK_TRY(staff_totp_put(cx, cx->actor->id, sealed));
	HK_TRY(recovery_put(cx, cx->actor->id, codes));

	/* The code that proves it counts too: it lets nobody in afterwards (RFC 6238 5.2). */
	enum hk_result result = staff_totp_use(cx, cx->actor->id, counter);

	return result == HK_CONFLICT ? HK_OK : result;
}

enum hk_result totp_take_off(struct ctx *cx, const struct staff *staff)
{
	if (!staff->totp_secret.bytes)
		return HK_OK;
	HK_TRY(staff_totp_put(cx, staff->id, (struct db_blob){ NULL, 0 }));
	HK_TRY(recovery_drop(cx, staff->id));
	HK_TRY(audit_record(cx, "totp.take_off", staff->email));
	return job_add(cx, TOTP_OFF_JOB, staff->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, staff->id, cx->now));
}

struct removal {
	struct own own;
	const char *code;
};

static enum hk_result totp_drop(struct ctx *cx, void *data)
{
	const struct removal *removal = data;
	struct sign_in sign_in = { .code = removal->code };
	struct attempt attempt = { .sign_in = &sign_in, .staff = removal->own.staff };

	if (!attempt.staff.totp_secret.bytes)
		return HK_OK;

	enum hk_result result = *removal->code ? code_check(cx, &attempt) : HK_DENIED;

	if (result != HK_OK && result != HK_DENIED)
		return result;
	if (result == HK_DENIED)
		return field_problem(cx, "code",
				     TR("This code is not right, or it was used "
					"already. Please take the next one."));
	HK_TRY(audit_record(cx, "totp.remove", ""));
	HK_TRY(recovery_drop(cx, cx->actor->id));
	return staff_totp_put(cx, cx->actor->id, (struct db_blob){ NULL, 0 });
}

enum hk_result totp_remove(struct ctx *cx, const char *code)
{
	struct removal removal = { .code = code };

	HK_TRY(ctx_write(cx, own_look, &removal.own));
	return ctx_write(cx, totp_drop, &removal);
}
