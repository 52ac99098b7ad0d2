#include "ticket/mail/mailbox_access.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/secret_text.h"
#include "ticket/mail/mailbox.h"

enum { EARLY_MS = 5 * 60 * 1000 };

static const struct db_column columns[] = {
	DB_COLUMN(struct mailbox_access, mailbox_id),
	DB_COLUMN(struct mailbox_access, provider),
	DB_COLUMN(struct mailbox_access, user_name),
	DB_COLUMN(struct mailbox_access, client_id),
	DB_COLUMN(struct mailbox_access, client_secret),
	DB_COLUMN(struct mailbox_access, authorize_url),
	DB_COLUMN(struct mailbox_access, token_url),
	DB_COLUMN(struct mailbox_access, scope),
	DB_COLUMN(struct mailbox_access, authority),
	DB_COLUMN(struct mailbox_access, refresh_token),
	DB_COLUMN(struct mailbox_access, access_token),
	DB_COLUMN(struct mailbox_access, access_until),
	DB_COLUMN(struct mailbox_access, renew_at),
	DB_COLUMN(struct mailbox_access, epoch),
	DB_COLUMN(struct mailbox_access, lease_until),
	DB_COLUMN(struct mailbox_access, state),
	DB_COLUMN(struct mailbox_access, problem),
	DB_COLUMN(struct mailbox_access, tries),
	DB_COLUMN(struct mailbox_access, paused_until),
	DB_COLUMN(struct mailbox_access, version),
};
static const struct db_record record = DB_RECORD("mailbox_access", struct mailbox_access, columns);

enum hk_result mailbox_access_find(struct ctx *cx, int64_t mailbox_id, struct mailbox_access *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("mailbox_id = $2", ""), DB_ARGS(mailbox_id),
			     ret);
}

static enum hk_result check(struct ctx *cx, const struct mailbox_access *wish)
{
	if (strcmp(wish->provider, "google") != 0 && strcmp(wish->provider, "microsoft") != 0 &&
	    strcmp(wish->provider, "other") != 0)
		(void)field_problem(cx, "provider", TR("Please choose one of these."));
	if (!hk_has_ink(wish->user_name))
		(void)field_problem(cx, "user_name", TR("Please say who signs in."));
	if (!hk_has_ink(wish->client_id))
		(void)field_problem(cx, "client_id",
				    TR("Please give the client id that the provider shows."));
	if (!hk_starts(wish->token_url, "https://"))
		(void)field_problem(cx, "token_url", TR("Please give an https address."));
	if (*wish->authorize_url && !hk_starts(wish->authorize_url, "https://"))
		(void)field_problem(cx, "authorize_url", TR("Please give an https address."));
	if (*wish->authority && !strstr(wish->authority, "-----BEGIN CERTIFICATE-----"))
		(void)field_problem(cx, "authority", TR("This is no certificate in PEM."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static bool is_same_right(const struct mailbox_access *a, const struct mailbox_access *b)
{
	return strcmp(a->provider, b->provider) == 0 && strcmp(a->client_id, b->client_id) == 0 &&
	       strcmp(a->user_name, b->user_name) == 0 && strcmp(a->token_url, b->token_url) == 0 &&
	       strcmp(a->scope, b->scope) == 0;
}

/* Tokens and secrets go to the server that they came from, and to no other. */
static void right_keep(const struct mailbox_access *old, struct mailbox_access *ret)
{
	ret->refresh_token = old->refresh_token;
	ret->access_token = old->access_token;
	ret->access_until = old->access_until;
	ret->renew_at = old->renew_at;
	ret->state = old->state;
	ret->problem = old->problem;
}

static enum hk_result secret_put(struct ctx *cx, const struct mailbox_access *old,
				 const char *secret, struct mailbox_access *ret)
{
	ret->client_secret = secret_seal(cx, secret);
	if (*secret || !old->client_secret.bytes)
		return HK_OK;
	if (strcmp(old->token_url, ret->token_url) != 0 ||
	    strcmp(old->client_id, ret->client_id) != 0)
		return field_problem(cx, "client_secret",
				     TR("Please give the secret that goes with it."));
	ret->client_secret = old->client_secret;
	return HK_OK;
}

enum hk_result mailbox_access_put(struct ctx *cx, const struct mailbox_access *wish,
				  const char *secret)
{
	struct mailbox_access next = *wish, old = { .token_url = "" };
	struct mailbox mailbox;
	enum hk_result result;
	bool is_there;

	HK_TRY(mailbox_find(cx, wish->mailbox_id, &mailbox));
	result = mailbox_access_find(cx, wish->mailbox_id, &old);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	is_there = result == HK_OK;
	if ((is_there ? old.version : 0) != wish->version)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	HK_TRY(check(cx, &next));
	HK_TRY(secret_put(cx, &old, secret, &next));
	next.refresh_token = next.access_token = (struct db_blob){ NULL, 0 };
	next.access_until = next.renew_at = next.lease_until = 0;
	next.tries = next.paused_until = 0;
	next.state = "new";
	next.problem = "";
	next.epoch = is_there ? old.epoch + 1 : 1;
	next.version = wish->version + 1;
	if (is_there && is_same_right(&old, &next))
		right_keep(&old, &next);
	if (is_there)
		HK_TRY(db_send(cx->db, DB_DELETE("mailbox_access", "mailbox_id = $2"),
			       DB_ARGS(wish->mailbox_id)));
	HK_TRY(audit_record(cx, "mailbox.access",
			    audit_changed(cx, mailbox.address, "client_id",
					  is_there ? old.client_id : "", next.client_id)));
	return db_insert(cx->db, &record, &next);
}

enum hk_result mailbox_access_drop(struct ctx *cx, int64_t mailbox_id)
{
	struct mailbox mailbox;
	int64_t count;

	HK_TRY(mailbox_find(cx, mailbox_id, &mailbox));
	HK_TRY(db_change(cx->db, DB_DELETE("mailbox_access", "mailbox_id = $2"),
			 DB_ARGS(mailbox_id), &count));
	return count ? audit_record(cx, "mailbox.access.drop", mailbox.address) : HK_OK;
}

enum hk_result mailbox_access_lease(struct ctx *cx, struct mailbox_access *access)
{
	int64_t until = cx->now + ACCESS_LEASE_MS, count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("mailbox_access", "lease_until = $4",
				   "mailbox_id = $2 AND epoch = $3 AND lease_until <= $5 AND"
				   " state = 'good'",
				   ""),
			 DB_ARGS(access->mailbox_id, access->epoch, until, cx->now), &count));
	if (count == 0)
		return HK_CONFLICT;
	access->lease_until = until;
	return HK_OK;
}

/* Early, so that no session begins with one that is about to end; short ones at half their life. */
static int64_t renew_at(struct ctx *cx, int64_t life_ms)
{
	return cx->now + (life_ms > (int64_t)2 * EARLY_MS ? life_ms - EARLY_MS : life_ms / 2);
}

enum hk_result mailbox_access_renewed(struct ctx *cx, const struct mailbox_access *access,
				      const struct access_gift *gift)
{
	int64_t count;

	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("mailbox_access",
			  "access_token = $5, refresh_token = coalesce($6, refresh_token),"
			  " access_until = $7, renew_at = $8, epoch = epoch + 1, lease_until = 0,"
			  " state = 'good', problem = '', tries = 0, paused_until = 0",
			  "mailbox_id = $2 AND epoch = $3 AND lease_until = $4", ""),
		DB_ARGS(access->mailbox_id, access->epoch, access->lease_until,
			secret_seal(cx, gift->access), secret_seal(cx, gift->refresh),
			cx->now + gift->life_ms, renew_at(cx, gift->life_ms)),
		&count));
	return count ? HK_OK : HK_CONFLICT;
}

enum hk_result mailbox_access_failed(struct ctx *cx, const struct mailbox_access *access,
				     const char *problem, bool is_revoked)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("mailbox_access",
				   "lease_until = 0, problem = $5, state = $6, tries = tries + 1,"
				   " paused_until = $7",
				   "mailbox_id = $2 AND epoch = $3 AND lease_until = $4", ""),
			 DB_ARGS(access->mailbox_id, access->epoch, access->lease_until, problem,
				 is_revoked ? "revoked" : "good",
				 cx->now + hk_backoff_ms(MAILBOX_PAUSE_MS, MAILBOX_PAUSE_MOST_MS,
							 access->tries)),
			 &count));
	return count ? HK_OK : HK_CONFLICT;
}

enum hk_result mailbox_access_given(struct ctx *cx, int64_t mailbox_id,
				    const struct access_gift *gift)
{
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, mailbox_id, &mailbox));
	HK_TRY(db_send(
		cx->db,
		DB_UPDATE("mailbox_access",
			  "access_token = $3, refresh_token = coalesce($4, refresh_token),"
			  " access_until = $5, renew_at = $6, epoch = epoch + 1, lease_until = 0,"
			  " state = 'good', problem = '', tries = 0, paused_until = 0",
			  "mailbox_id = $2", ""),
		DB_ARGS(mailbox_id, secret_seal(cx, gift->access), secret_seal(cx, gift->refresh),
			*gift->access ? cx->now + gift->life_ms : 0,
			*gift->access ? renew_at(cx, gift->life_ms) : 0)));
	/* The server of the mailbox waited for this. */
	HK_TRY(db_send(
		cx->db,
		DB_UPDATE("mailbox_sending", "paused_until = 0, tries = 0", "mailbox_id = $2", ""),
		DB_ARGS(mailbox_id)));
	cx->has_news = true;
	return audit_record(cx, "mailbox.access.given", mailbox.address);
}
