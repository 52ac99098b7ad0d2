#include "ticket/mail/mailbox_sending.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/secret_text.h"
#include "ticket/mail/mailbox.h"

enum { HOST_LETTERS = 253, PORT_MOST = 65535 };

static const struct db_column columns[] = {
	DB_COLUMN(struct mailbox_sending, mailbox_id),
	DB_COLUMN(struct mailbox_sending, host),
	DB_COLUMN(struct mailbox_sending, port),
	DB_COLUMN(struct mailbox_sending, tls),
	DB_COLUMN(struct mailbox_sending, sign_in),
	DB_COLUMN(struct mailbox_sending, user_name),
	DB_COLUMN(struct mailbox_sending, password),
	DB_COLUMN(struct mailbox_sending, authority),
	DB_COLUMN(struct mailbox_sending, problem),
	DB_COLUMN(struct mailbox_sending, tries),
	DB_COLUMN(struct mailbox_sending, paused_until),
	DB_COLUMN(struct mailbox_sending, version),
};
static const struct db_record record =
	DB_RECORD("mailbox_sending", struct mailbox_sending, columns);

enum hk_result mailbox_sending_find(struct ctx *cx, int64_t mailbox_id, struct mailbox_sending *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("mailbox_id = $2", ""), DB_ARGS(mailbox_id),
			     ret);
}

enum hk_result mailbox_sending_every(struct ctx *cx, struct mailbox_sending_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY mailbox_id"), DB_NONE,
			 &rows));
	*ret = (struct mailbox_sending_list){ rows.items, rows.count };
	return HK_OK;
}

static bool is_host(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at <= ' ' || strchr("/@?#[]\"\\", *at))
			return false;
	return *text && strlen(text) <= HOST_LETTERS;
}

static enum hk_result check(struct ctx *cx, const struct mailbox_sending *wish)
{
	static const char *const tls[] = { "first", "starttls", "inside" };
	static const char *const sign_in[] = { "none", "password", "oauth" };

	if (!is_host(wish->host))
		(void)field_problem(cx, "host", TR("Please give the name of a mail server."));
	if (wish->port < 1 || wish->port > PORT_MOST)
		(void)field_problem(cx, "port", TR("Please give a number from 1 to 65535."));
	if (!hk_one_of(wish->tls, tls, HK_COUNT(tls)))
		(void)field_problem(cx, "tls", TR("Please choose one of these."));
	if (!hk_one_of(wish->sign_in, sign_in, HK_COUNT(sign_in)))
		(void)field_problem(cx, "sign_in", TR("Please choose one of these."));
	if (strcmp(wish->sign_in, "none") != 0 && !hk_has_ink(wish->user_name))
		(void)field_problem(cx, "user_name", TR("Please say who signs in."));
	if (strcmp(wish->sign_in, "none") != 0 && strcmp(wish->tls, "inside") == 0)
		(void)field_problem(cx, "tls",
				    TR("Passwords and tokens go through TLS only. Please choose "
				       "another way."));
	if (*wish->authority && !strstr(wish->authority, "-----BEGIN CERTIFICATE-----"))
		(void)field_problem(cx, "authority", TR("This is no certificate in PEM."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

/* A password is for one server and one user: it never goes to another because a name was changed.
 */
static bool keeps_password(const struct mailbox_sending *old, const struct mailbox_sending *wish)
{
	return hk_equal_ascii(old->host, wish->host) &&
	       strcmp(old->user_name, wish->user_name) == 0;
}

static enum hk_result password_put(struct ctx *cx, const struct mailbox_sending *old,
				   const char *password, struct mailbox_sending *ret)
{
	ret->password = (struct db_blob){ NULL, 0 };
	if (strcmp(ret->sign_in, "password") != 0)
		return HK_OK;
	if (*password) {
		ret->password = secret_seal(cx, password);
		return HK_OK;
	}
	if (old && old->password.bytes && keeps_password(old, ret)) {
		ret->password = old->password;
		return HK_OK;
	}
	return field_problem(cx, "password", TR("Please give the password."));
}

enum hk_result mailbox_sending_put(struct ctx *cx, const struct mailbox_sending *wish,
				   const char *password)
{
	struct mailbox_sending next = *wish, old;
	struct mailbox mailbox;
	enum hk_result result;
	bool is_there;

	HK_TRY(mailbox_find(cx, wish->mailbox_id, &mailbox));
	result = mailbox_sending_find(cx, wish->mailbox_id, &old);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	is_there = result == HK_OK;
	if ((is_there ? old.version : 0) != wish->version)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	next.host = hk_trim(cx->arena, wish->host);
	next.user_name = strcmp(wish->sign_in, "none") ? hk_trim(cx->arena, wish->user_name) : "";
	next.authority = hk_trim(cx->arena, wish->authority);
	HK_TRY(check(cx, &next));
	HK_TRY(password_put(cx, is_there ? &old : NULL, password, &next));
	next.problem = "";
	next.tries = next.paused_until = 0;
	next.version = wish->version + 1;
	if (is_there)
		HK_TRY(db_send(cx->db, DB_DELETE("mailbox_sending", "mailbox_id = $2"),
			       DB_ARGS(wish->mailbox_id)));
	HK_TRY(audit_record(
		cx, "mailbox.sending",
		audit_changed(cx, mailbox.address, "host", is_there ? old.host : "", next.host)));
	cx->has_news = true; /* who sends looks again at once */
	return db_insert(cx->db, &record, &next);
}

enum hk_result mailbox_sending_drop(struct ctx *cx, int64_t mailbox_id)
{
	struct mailbox mailbox;
	int64_t count;

	HK_TRY(mailbox_find(cx, mailbox_id, &mailbox));
	HK_TRY(db_change(cx->db, DB_DELETE("mailbox_sending", "mailbox_id = $2"),
			 DB_ARGS(mailbox_id), &count));
	cx->has_news = true;
	return count ? audit_record(cx, "mailbox.sending.drop", mailbox.address) : HK_OK;
}

enum hk_result mailbox_sending_password(struct ctx *cx, const struct mailbox_sending *sending,
					const char **ret)
{
	return secret_unseal(cx, sending->password, ret);
}

enum hk_result mailbox_sending_rest(struct ctx *cx, const struct mailbox_sending *sending,
				    const char *problem)
{
	return db_send(cx->db,
		       DB_UPDATE("mailbox_sending",
				 "problem = $4, tries = tries + 1, paused_until = $5",
				 "mailbox_id = $2 AND version = $3", ""),
		       DB_ARGS(sending->mailbox_id, sending->version, problem,
			       cx->now + hk_backoff_ms(MAILBOX_PAUSE_MS, MAILBOX_PAUSE_MOST_MS,
						       sending->tries)));
}

enum hk_result mailbox_sending_works(struct ctx *cx, int64_t mailbox_id)
{
	return db_send(cx->db,
		       DB_UPDATE("mailbox_sending", "problem = '', tries = 0, paused_until = 0",
				 "mailbox_id = $2", ""),
		       DB_ARGS(mailbox_id));
}
