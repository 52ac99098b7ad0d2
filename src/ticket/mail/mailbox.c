#include "ticket/mail/mailbox.h"

#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/secret_text.h"
#include "net/net.h"
#include "people/customer.h"
#include "people/staff.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct mailbox, id),
	DB_COLUMN(struct mailbox, address),
	DB_COLUMN(struct mailbox, name),
	DB_COLUMN(struct mailbox, language),
	DB_COLUMN(struct mailbox, team_id),
	DB_COLUMN(struct mailbox, standard_id),
	DB_COLUMN(struct mailbox, signature),
	DB_COLUMN(struct mailbox, confirmation),
	DB_COLUMN(struct mailbox, is_active),
	DB_COLUMN(struct mailbox, imap_url),
	DB_COLUMN(struct mailbox, imap_validity),
	DB_COLUMN(struct mailbox, imap_uid),
	DB_COLUMN(struct mailbox, imap_problem),
	DB_COLUMN(struct mailbox, spam_limit),
	DB_COLUMN(struct mailbox, mail_max),
	DB_COLUMN(struct mailbox, files_max),
	DB_COLUMN(struct mailbox, file_max),
	DB_COLUMN(struct mailbox, trusted_server),
	DB_COLUMN(struct mailbox, takes_plus),
	DB_COLUMN(struct mailbox, calendar_id),
	DB_COLUMN(struct mailbox, version),
};
static const struct db_record record = DB_RECORD("mailbox", struct mailbox, columns);

enum {
	SPAM_POINTS_MOST = 1000,
	SERVER_NAME_MOST = 253,
	MAIL_BYTES_MOST = 1024 * 1024 * 1024,
	FILES_MOST = 500,
};

struct place {
	int64_t org_id;
};

static const struct db_column place_columns[] = { DB_COLUMN(struct place, org_id) };
static const struct db_record place_record = DB_RECORD("mailbox", struct place, place_columns);

enum hk_result mailbox_find(struct ctx *cx, int64_t id, struct mailbox *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

/* help+17@shop.example is help@shop.example. */
static const char *plain_address(struct ctx *cx, const char *written)
{
	const char *address = customer_email(cx, written);
	const char *at = address ? strchr(address, '@') : NULL;
	const char *plus = address ? strchr(address, '+') : NULL;

	if (!at || !plus || plus > at)
		return address;
	return hk_format(cx->arena, "%.*s%s", (int)(plus - address), address, at);
}

enum hk_result mailbox_by_address(struct ctx *cx, const char *address, struct mailbox *ret)
{
	const char *plain = plain_address(cx, address);

	if (!plain)
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &record, DB_WHERE("address = $2 AND is_active = 1", ""),
			     DB_ARGS(plain), ret);
}

enum hk_result mailbox_has(struct ctx *cx, const char *address, bool *ret)
{
	struct mailbox mailbox;
	enum hk_result result = mailbox_by_address(cx, address, &mailbox);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result mailbox_is_not(struct ctx *cx, const char *email)
{
	bool is_ours;

	HK_TRY(mailbox_has(cx, email, &is_ours));
	if (!is_ours)
		return HK_OK;
	return field_problem(cx, "email",
			     TR("This is the address of a mailbox: mails to this person would come "
				"back as tickets. Please give the address where the person reads "
				"mail."));
}

enum hk_result mailbox_anywhere(struct ctx *cx, const char *address, struct mailbox *ret)
{
	const char *plain = plain_address(cx, address);
	struct place place;

	if (!plain)
		return HK_NOT_FOUND;
	HK_TRY(db_select_one(cx->db, &place_record,
			     DB_EVERY_ORG("SELECT org_id FROM mailbox WHERE address = $2 AND"
					  " is_active = 1 ORDER BY org_id LIMIT 1"),
			     DB_ARGS(plain), &place));
	cx->org_id = place.org_id;
	cx->db->org_id = place.org_id;
	return mailbox_by_address(cx, address, ret);
}

enum hk_result mailbox_every(struct ctx *cx, struct mailbox_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY address"), DB_NONE, &rows));
	*ret = (struct mailbox_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result mailbox_usual(struct ctx *cx, struct mailbox *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("is_active = 1", "ORDER BY id LIMIT 1"),
			     DB_NONE, ret);
}

enum hk_result mailbox_or_usual(struct ctx *cx, int64_t id, struct mailbox *ret)
{
	enum hk_result result = HK_NOT_FOUND;

	if (id)
		result = mailbox_find(cx, id, ret);
	return result == HK_NOT_FOUND ? mailbox_usual(cx, ret) : result;
}

/* Mail that has just arrived finds its organisation by the address alone. */
static enum hk_result is_elsewhere(struct ctx *cx, const char *address, bool *ret)
{
	struct place place;
	enum hk_result result = db_select_one(
		cx->db, &place_record,
		DB_EVERY_ORG("SELECT org_id FROM mailbox WHERE org_id <> $1 AND address = $2 AND"
			     " is_active = 1 ORDER BY org_id LIMIT 1"),
		DB_ARGS(address), &place);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* What an authserv-id may be without quotes (RFC 8601, 2.2), or nothing. */
static bool is_server_name(const char *name)
{
	return strlen(name) <= SERVER_NAME_MOST && !name[strcspn(name, " \t\r\n;()<>@,\\\"/[]?=")];
}

/* What we wrote to him would come back as a ticket. */
static enum hk_result check_staff(struct ctx *cx, const char *address)
{
	struct staff staff;
	enum hk_result result = staff_by_email(cx, address, &staff);

	if (result == HK_NOT_FOUND || (result == HK_OK && !staff.is_active))
		return HK_OK;
	HK_TRY(result);
	return field_problem(cx, "address",
			     TR("A member of staff reads mail at this address: it would come back "
				"as tickets. Please give another one."));
}

static enum hk_result check(struct ctx *cx, struct mailbox *mailbox)
{
	struct mailbox other;
	bool is_taken;
	const char *address = customer_email(cx, mailbox->address);

	if (!address || strchr(address, '+'))
		(void)field_problem(cx, "address", TR("This e-mail address does not look right."));
	if (!hk_has_ink(mailbox->name))
		(void)field_problem(cx, "name", TR("Please give a name."));
	if (mailbox->spam_limit < 0 || mailbox->spam_limit > SPAM_POINTS_MOST)
		(void)field_problem(cx, "spam_limit", TR("Please give a number from 0 to 1000."));
	if (mailbox->mail_max < 0 || mailbox->mail_max > MAIL_BYTES_MOST)
		(void)field_problem(cx, "mail_max",
				    TR("Please give 0 or the number of megabytes."));
	if (mailbox->files_max < 0 || mailbox->files_max > FILES_MOST)
		(void)field_problem(cx, "files_max", TR("Please give a number from 0 to 500."));
	if (mailbox->file_max < 0 || mailbox->file_max > MAIL_BYTES_MOST)
		(void)field_problem(cx, "file_max",
				    TR("Please give 0 or the number of megabytes."));
	if (!mailbox->trusted_server)
		mailbox->trusted_server = "";
	if (!is_server_name(mailbox->trusted_server))
		(void)field_problem(cx, "trusted_server",
				    TR("Please give one name, such as mx.shop.example."));
	if (cx->field_count)
		return HK_INVALID;
	mailbox->address = address;
	mailbox->name = hk_one_line(cx->arena, mailbox->name);
	if (!mailbox->id || mailbox->is_active)
		HK_TRY(check_staff(cx, address));

	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("address = $2 AND id <> $3", ""),
			      DB_ARGS(address, mailbox->id), &other);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(is_elsewhere(cx, address, &is_taken));
	if (result == HK_NOT_FOUND && !is_taken)
		return HK_OK;
	(void)field_problem(cx, "address", TR("There is a mailbox with this address already."));
	return HK_CONFLICT;
}

/* "-" takes it away. */
static const char *url_wanted(const char *imap_url)
{
	return strcmp(imap_url, "-") == 0 ? "" : imap_url;
}

/* Refused where it is typed, not by the list that says some time later what cannot be fetched. */
static enum hk_result url_check(struct ctx *cx, const char *imap_url)
{
	const char *wanted = url_wanted(imap_url), *fault;
	struct net_imap read;

	if (!*wanted || net_imap_read(cx->arena, wanted, &read, &fault) == HK_OK)
		return HK_OK;
	return field_problem(
		cx, "imap_url",
		TR("Please write it like imaps://NAME:PASSWORD@SERVER/FOLDER; it begins "
		   "with imaps:// or imap://."));
}

enum hk_result mailbox_add(struct ctx *cx, struct mailbox *mailbox, const char *imap_url)
{
	HK_TRY(check(cx, mailbox));
	HK_TRY(url_check(cx, imap_url));
	mailbox->id = ctx_new_id(cx);
	mailbox->imap_url = secret_seal(cx, url_wanted(imap_url));
	mailbox->imap_validity = mailbox->imap_uid = 0;
	mailbox->imap_problem = "";
	mailbox->version = 1;
	HK_TRY(audit_record(cx, "mailbox.add", mailbox->address));
	return db_insert(cx->db, &record, mailbox);
}

enum hk_result mailbox_change(struct ctx *cx, const struct mailbox *mailbox, const char *imap_url)
{
	struct mailbox wish = *mailbox, old;

	HK_TRY(check(cx, &wish));
	HK_TRY(url_check(cx, imap_url));
	HK_TRY(mailbox_find(cx, wish.id, &old));
	if (old.version != wish.version)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	if (*imap_url) {
		struct db_blob sealed = secret_seal(cx, url_wanted(imap_url));

		/* Another folder has its own numbers. */
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("mailbox",
					 "imap_url = $3, imap_validity = 0, imap_uid = 0,"
					 " imap_problem = ''",
					 "id = $2", ""),
			       DB_ARGS(wish.id, sealed)));
	}
	HK_TRY(audit_record(cx, "mailbox.change", wish.address));
	HK_TRY(db_send(
		cx->db,
		DB_UPDATE("mailbox",
			  "spam_limit = $3, takes_plus = $4, trusted_server = $5, mail_max = $6,"
			  " files_max = $7, file_max = $8, calendar_id = $9",
			  "id = $2", ""),
		DB_ARGS(wish.id, wish.spam_limit, wish.takes_plus, wish.trusted_server,
			wish.mail_max, wish.files_max, wish.file_max, wish.calendar_id)));
	return db_send(cx->db,
		       DB_UPDATE("mailbox",
				 "address = $3, name = $4, language = $5, team_id = $6,"
				 " standard_id = $7, signature = $8, confirmation = $9,"
				 " is_active = $10, version = version + 1",
				 "id = $2", ""),
		       DB_ARGS(wish.id, wish.address, wish.name, wish.language, wish.team_id,
			       wish.standard_id, wish.signature, wish.confirmation,
			       wish.is_active));
}

enum hk_result mailbox_imap_url(struct ctx *cx, const struct mailbox *mailbox, const char **ret)
{
	return secret_unseal(cx, mailbox->imap_url, ret);
}

enum hk_result mailbox_fetched(struct ctx *cx, int64_t id, int64_t validity, int64_t uid)
{
	return db_send(cx->db,
		       DB_UPDATE("mailbox",
				 "imap_validity = $3, imap_uid = CASE WHEN imap_validity = $3 AND"
				 " imap_uid > $4 THEN imap_uid ELSE $4 END, imap_problem = ''",
				 "id = $2", ""),
		       DB_ARGS(id, validity, uid));
}

enum hk_result mailbox_imap_problem(struct ctx *cx, int64_t id, const char *problem)
{
	return db_send(cx->db, DB_UPDATE("mailbox", "imap_problem = $3", "id = $2", ""),
		       DB_ARGS(id, problem));
}
