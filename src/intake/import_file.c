/* Filing mails of an old mailbox. */
#include <inttypes.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/settings.h"
#include "intake/import_join.h"
#include "intake/import_made.h"
#include "intake/import_thread.h"
#include "intake/ledger.h"
#include "people/team.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/past.h"

enum { ABOUT_MAX_BYTES = 300 };

/* 1980: mail that says it is older was dated by a broken clock. */
#define OLDEST_MAIL ((int64_t)315532800000)

/* One mail, as far as it is known before the transaction. */
struct work {
	const struct import_item *item;
	struct intake_mail source;
	struct plan plan;
	const char *bare_key; /* of the same mail with bare LF, as a pipe hands it over */
	int64_t at;
	const char *fault; /* a sentence: it is counted as failed */
	const char *about;
};

struct filing {
	const struct import *import;
	struct work *works;
	size_t count;
	struct import run; /* out: behind them */
	struct team team;
	int64_t author_id; /* of the mail that is being filed */
	struct inbound row;
};

static const char *about_of(struct ctx *cx, const struct plan *plan)
{
	const char *about = hk_one_line(
		cx->arena, hk_format(cx->arena, "%s %s", plan->sender ? plan->sender : "",
				     plan->mail.subject ? plan->mail.subject : ""));

	return hk_copy(cx->arena, about, hk_utf8_fit(about, ABOUT_MAX_BYTES));
}

/* Its own date, where that can be true; else when it came into the mailbox; else now. */
static int64_t time_of(const struct ctx *cx, const struct work *work)
{
	int64_t dates[] = { work->plan.mail.sent_at, work->item->at };

	for (size_t i = 0; i < HK_COUNT(dates); i++)
		if (dates[i] >= OLDEST_MAIL && dates[i] <= cx->now + HK_DAY)
			return dates[i] < cx->now ? dates[i] : cx->now;
	return cx->now;
}

static const char *bare_key_of(struct ctx *cx, const char *raw, size_t length)
{
	char *bare = hk_alloc(cx->arena, length + 1, 1);
	size_t put = 0;

	for (size_t i = 0; i < length; i++)
		if (raw[i] != '\r' || raw[i + 1] != '\n')
			bare[put++] = raw[i];
	return hk_format(cx->arena, "email %s", inbound_digest(cx->arena, bare, put));
}

static enum hk_result glance(struct ctx *cx, const struct mailbox *mailbox,
			     const struct import_item *item, struct work *work)
{
	work->source = (struct intake_mail){ .raw = item->head,
					     .length = item->head_length,
					     .mailbox = mailbox->address };
	HK_TRY(plan_glance(cx, &work->plan));
	work->about = about_of(cx, &work->plan);
	return HK_OK;
}

static enum hk_result prepare(struct ctx *cx, const struct mailbox *mailbox,
			      const struct import_item *item, struct work *ret)
{
	int64_t max = setting_number(cx->house->settings, SETTING_MAIL_MAX);

	*ret = (struct work){ .item = item, .about = "" };
	ret->plan = (struct plan){ .source = &ret->source, .org_id = cx->org_id };
	if (!item->raw || (int64_t)item->length > max) {
		ret->fault = item->size > max || item->raw
				     ? TR("It is larger than the setting mail_max allows.")
				     : TR("The file could not be read.");
		return item->head ? glance(cx, mailbox, item, ret) : HK_OK;
	}
	ret->source = (struct intake_mail){ .raw = item->raw,
					    .length = item->length,
					    .mailbox = mailbox->address };
	ret->plan.size = (int64_t)item->length;
	HK_TRY(plan_make(cx, &ret->plan));
	ret->about = about_of(cx, &ret->plan);
	ret->bare_key = bare_key_of(cx, item->raw, item->length);
	ret->at = time_of(cx, ret);
	ret->plan.message.message.at = ret->at;
	if (ret->plan.is_unreadable)
		ret->fault = TR("It could not be read as a mail.");
	return HK_OK;
}

static enum hk_result mail_note(struct ctx *cx, const struct filing *filing,
				const struct work *work, const char *outcome)
{
	const struct import *run = &filing->run;
	int64_t number = run->added + run->known + run->skipped + run->failed;

	return db_send(cx->db,
		       DB_ADD("import_mail",
			      "import_id, number, place, outcome, reason, about, inbound_id,"
			      " ticket_id, message_id, author_id",
			      "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11", ""),
		       DB_ARGS(run->id, number, work->item->place, outcome,
			       work->fault ? work->fault : "", work->fault ? work->about : "",
			       filing->row.id, filing->row.ticket_id, filing->row.message_id,
			       filing->author_id));
}

static enum hk_result file_failed(struct ctx *cx, struct filing *filing, const struct work *work)
{
	struct inbound new = plan_entry(&work->plan);

	filing->run.failed++;
	/* What was read as bytes is kept, for a person to look at. */
	if (work->plan.key) {
		HK_TRY(inbound_enter(cx, &new, &filing->row));
		filing->row.outcome = "quarantine";
		filing->row.reason = work->fault;
		HK_TRY(inbound_settle(cx, &filing->row));
	}
	return mail_note(cx, filing, work, "failed");
}

static enum hk_result has_key(struct ctx *cx, const char *key, bool *ret)
{
	struct inbound row;
	enum hk_result result = inbound_by_key(cx, key, &row);

	*ret = *ret || result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* The same letter may lie in two folders with other headers about it. The Message-ID alone does not
 * say so: anybody can write one. */
static enum hk_result has_text(struct ctx *cx, const struct plan *plan, bool *ret)
{
	const struct message *new = &plan->message.message;
	struct ticket ticket = { .id = 0 };
	struct message there;
	int64_t message_id;
	enum hk_result result =
		*new->mail_id ? message_by_mail_id(cx, new->mail_id, &ticket.id, &message_id)
			      : HK_NOT_FOUND;

	if (result == HK_OK)
		result = message_find(cx, &ticket, message_id, &there);
	*ret = *ret || (result == HK_OK && hk_equal(there.body, new->body) &&
			hk_equal(there.from_address, new->from_address));
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result is_known(struct ctx *cx, const struct work *work, bool *ret)
{
	int64_t own;

	*ret = mail_id_read(cx, work->plan.mail.message_id, &own);
	HK_TRY(has_key(cx, work->plan.key, ret));
	HK_TRY(has_key(cx, work->bare_key, ret));
	return *ret ? HK_OK : has_text(cx, &work->plan, ret);
}

/* Remembers him when the run made him. */
static enum hk_result customer_take(struct ctx *cx, const struct filing *filing,
				    const struct customer_new *what, struct customer *ret)
{
	const char *email = customer_email(cx, what->email);
	enum hk_result result = email ? customer_by_address(cx, "email", email, ret) : HK_NOT_FOUND;
	bool is_new = result == HK_NOT_FOUND, is_made = is_new;
	struct import_made_list list = { NULL, 0 };

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(customer_ensure(cx, what, ret));
	if (!is_new)
		HK_TRY(import_made_of(cx, "customer", ret->id, &list));
	for (size_t i = 0; i < list.count; i++)
		is_made = is_made || list.items[i].import_id == filing->run.id;
	if (!is_made)
		return HK_OK;
	return import_made_note(cx, &(struct import_made){ .import_id = filing->run.id,
							   .kind = "customer",
							   .about_id = ret->id,
							   .is_new = 1,
							   .version = ret->version });
}

static struct customer_new reader_of(struct ctx *cx, const struct past_place *place)
{
	const char *name = hk_has_ink(place->to_name) ? place->to_name : "";

	return (struct customer_new){ .name = name,
				      .email = place->to,
				      .phone = "",
				      .language = "",
				      .tokens = customer_tokens(cx, name, place->to, "") };
}

static void message_dress(struct message *message, enum past_role role)
{
	if (role == PAST_CUSTOMER)
		return;
	message->kind = role == PAST_NOTE ? "note" : "out";
	message->author_kind = "staff";
	message->author_id = 0;
	message->sending = role == PAST_NOTE ? "" : "sent";
}

static enum hk_result file_new(struct ctx *cx, struct filing *filing, const struct work *work,
			       const struct past_place *place, struct message_new *message,
			       struct ticket *ret)
{
	const struct plan *plan = &work->plan;
	struct customer_new who = plan->customer;
	struct customer customer;

	if (place->role != PAST_CUSTOMER)
		who = reader_of(cx, place);
	HK_TRY(customer_take(cx, filing, &who, &customer));

	struct past_new new = { .subject = plan->subject,
				.language = *plan->language      ? plan->language
					    : *customer.language ? customer.language
								 : plan->mailbox.language,
				.mailbox_id = plan->mailbox.id,
				.team_id = plan->mailbox.team_id,
				.is_restricted = filing->team.is_restricted,
				.customer_id = customer.id,
				.is_open = hk_equal(filing->run.target, "open"),
				.first = message };

	if (place->role == PAST_CUSTOMER) {
		message->message.author_id = customer.id;
		filing->author_id = customer.id;
	}
	if (!*message->message.language)
		message->message.language = new.language;
	filing->run.tickets++;
	filing->row.outcome = "ticket";
	return past_open(cx, &new, ret);
}

static enum hk_result file_more(struct ctx *cx, struct filing *filing, const struct work *work,
				struct past_place *place, struct message_new *message)
{
	struct customer customer = { .id = 0 };
	bool is_ours;

	if (place->role == PAST_CUSTOMER && *work->plan.sender &&
	    work->plan.origin == ORIGIN_PERSON)
		HK_TRY(customer_take(cx, filing, &work->plan.customer, &customer));
	if (place->role == PAST_CUSTOMER)
		message->message.author_id = filing->author_id = customer.id;
	if (place->role == PAST_CUSTOMER && customer.id != place->ticket.customer_id)
		filing->row.sender = work->plan.sender;
	if (!*message->message.language)
		message->message.language = place->ticket.language;
	filing->row.outcome = place->role == PAST_NOTE ? "note" : "follow-up";
	HK_TRY(import_is_ours(cx, place->ticket.id, place->ticket.version, &is_ours));
	return past_add(cx, &place->ticket, message, is_ours);
}

static enum hk_result file_mail(struct ctx *cx, struct filing *filing, const struct work *work)
{
	struct message_new message = work->plan.message; /* this may run again */
	struct inbound new = plan_entry(&work->plan);
	struct past_place place;
	int64_t before = 0;

	HK_TRY(inbound_enter(cx, &new, &filing->row));
	HK_TRY(past_place_find(cx, &work->plan, &place));
	message_dress(&message.message, place.role);
	if (place.is_found) {
		HK_TRY(import_join(cx, &filing->run, work->plan.mail.message_id, &place.ticket,
				   &before));
		HK_TRY(file_more(cx, filing, work, &place, &message));
	} else {
		HK_TRY(file_new(cx, filing, work, &place, &message, &place.ticket));
	}
	HK_TRY(import_made_note(cx, &(struct import_made){ .import_id = filing->run.id,
							   .kind = "ticket",
							   .about_id = place.ticket.id,
							   .is_new = !place.is_found,
							   .before = before,
							   .version = place.ticket.version }));
	HK_TRY(past_place_keep(cx, &work->plan, place.ticket.id));
	filing->row.ticket_id = place.ticket.id;
	filing->row.message_id = message.message.id;
	filing->run.added++;
	HK_TRY(inbound_settle(cx, &filing->row));
	return mail_note(cx, filing, work, "added");
}

static enum hk_result file_one(struct ctx *cx, struct filing *filing, const struct work *work)
{
	struct import *run = &filing->run;
	bool is_there;

	filing->row = (struct inbound){ .id = 0 };
	filing->author_id = 0;
	if (!work->plan.key)
		return file_failed(cx, filing, work);
	HK_TRY(is_known(cx, work, &is_there));
	if (is_there) {
		run->known++;
		return HK_OK;
	}
	if (work->fault)
		return file_failed(cx, filing, work);
	if (work->at < run->since_at || (run->before_at && work->at >= run->before_at)) {
		run->skipped++;
		return HK_OK;
	}
	return file_mail(cx, filing, work);
}

static enum hk_result place_note(struct ctx *cx, const struct import *run)
{
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("import", "position = $3, passed = $4, total = $5", "id = $2", ""),
		       DB_ARGS(run->id, run->position, run->passed, run->total)));
	return db_send(
		cx->db,
		DB_UPDATE("import",
			  "added = $3, tickets = $4, known = $5, skipped = $6, failed = $7",
			  "id = $2", ""),
		DB_ARGS(run->id, run->added, run->tickets, run->known, run->skipped, run->failed));
}

static enum hk_result file(struct ctx *cx, void *data)
{
	struct filing *filing = data;
	const struct import_item *last = filing->works[filing->count - 1].item;

	HK_TRY(import_keep(cx, filing->import, &filing->run));
	/* Nobody knew whether it had been written: it had. */
	if (hk_equal(filing->run.position, last->position))
		return HK_OK;
	for (size_t i = 0; i < filing->count; i++)
		HK_TRY(file_one(cx, filing, &filing->works[i]));
	filing->run.position = last->position;
	filing->run.passed = last->passed;
	filing->run.total = last->total;
	return place_note(cx, &filing->run);
}

/* Whoever wanted it did all of it. */
static enum hk_result as_wanted(struct ctx *cx, struct filing *filing)
{
	const struct actor *before = cx->actor;
	const struct actor actor = { .kind = filing->import->staff_id ? ACTOR_STAFF : ACTOR_SYSTEM,
				     .id = filing->import->staff_id,
				     .name = filing->import->staff_name,
				     .email = "",
				     .role = "",
				     .rights = ~(uint64_t)0 };

	cx->actor = &actor;

	enum hk_result result = ctx_write_repeatable(cx, file, filing);

	cx->actor = before;
	return result;
}

/* One of them is to blame, or only this once: each for itself. What cannot be filed even so is
 * listed, and the others come after it. */
static enum hk_result file_singly(struct ctx *cx, struct filing *all)
{
	struct import run = *all->import;

	for (size_t i = 0; i < all->count; i++) {
		struct filing one = *all;
		enum hk_result result;

		one.works = &all->works[i];
		one.count = 1;
		one.import = &run;
		result = as_wanted(cx, &one);
		if (result == HK_INVALID || result == HK_FAILED) {
			hk_log(HK_LOG_WARNING, "import.mail.refused",
			       "org=%" PRId64 " import=%" PRId64 " result=%d", cx->org_id, run.id,
			       (int)result);
			cx->field_count = 0;
			cx->problem = NULL;
			one.works->fault =
				TR("It could not be filed; the log of the server says more.");
			result = as_wanted(cx, &one);
		}
		HK_TRY(result);
		run = one.run;
	}
	all->run = run;
	return HK_OK;
}

static enum hk_result keep(struct ctx *cx, void *data)
{
	struct filing *filing = data;

	return import_keep(cx, filing->import, &filing->run);
}

/* While a hard mail is read the lease goes by. */
static enum hk_result renew(struct ctx *cx, struct filing *filing, int64_t *renewed)
{
	int64_t now = hk_clock_monotonic();

	if (now - *renewed < IMPORT_LEASE_MS / 6)
		return HK_OK;
	cx->now += now - *renewed;
	*renewed = now;
	return ctx_write(cx, keep, filing);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct filing *filing = data;
	struct mailbox *mailbox = &filing->works[0].plan.mailbox;

	HK_TRY(mailbox_find(cx, filing->import->mailbox_id, mailbox));
	return team_find(cx, mailbox->team_id, &filing->team);
}

enum hk_result import_file(struct ctx *cx, const struct import *import,
			   const struct import_batch *batch, struct import *ret)
{
	struct filing filing = { .import = import,
				 .works = hk_alloc(cx->arena, batch->count, sizeof(struct work)),
				 .count = batch->count };
	int64_t renewed = hk_clock_monotonic();
	struct mailbox mailbox;
	enum hk_result result;

	HK_TRY(ctx_read(cx, look, &filing));
	mailbox = filing.works[0].plan.mailbox;
	for (size_t i = 0; i < batch->count; i++) {
		HK_TRY(renew(cx, &filing, &renewed));
		HK_TRY(prepare(cx, &mailbox, &batch->items[i], &filing.works[i]));
	}
	result = as_wanted(cx, &filing);
	if (result == HK_INVALID || result == HK_FAILED) {
		cx->field_count = 0;
		cx->problem = NULL;
		result = file_singly(cx, &filing);
	}
	HK_TRY(result);
	*ret = filing.run;
	return HK_OK;
}
