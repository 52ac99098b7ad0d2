#include "ticket/mail/people.h"

#include <string.h>

#include "base/text.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/mail/mailbox.h"

/* Who stands on a message of the ticket, and whether the customer knows of it. */
struct standing {
	const char *role, *address;
	int64_t is_inner;
};

static const struct db_column standing_columns[] = {
	DB_COLUMN_AS(struct standing, role, "recipient.role"),
	DB_COLUMN_AS(struct standing, address, "recipient.address"),
	DB_COLUMN_AS(struct standing, is_inner, "message.is_inner"),
};
static const struct db_record standing_record = DB_RECORD_FROM(
	"recipient",
	"recipient JOIN message ON message.org_id = recipient.org_id AND"
	" message.ticket_id = recipient.ticket_id AND message.id = recipient.message_id",
	struct standing, standing_columns);

struct writer {
	const char *address;
	int64_t is_inner;
};

static const struct db_column writer_columns[] = {
	DB_COLUMN_AS(struct writer, address, "message.from_address"),
	DB_COLUMN_AS(struct writer, is_inner, "message.is_inner"),
};
static const struct db_record writer_record = DB_RECORD("message", struct writer, writer_columns);

/* All who are known on a ticket, to hold somebody against. */
struct known {
	struct address_list own; /* of the customer */
	struct db_rows standing, writers;
	struct mailbox_list mailboxes;
};

static enum hk_result known_find(struct ctx *cx, const struct ticket *ticket, struct known *ret)
{
	HK_TRY(customer_addresses(cx, ticket->customer_id, &ret->own));
	HK_TRY(db_select(cx->db, &standing_record,
			 DB_WHERE("recipient.ticket_id = $2 AND recipient.role <> 'reply_to'", ""),
			 DB_ARGS(ticket->id), &ret->standing));
	HK_TRY(db_select(cx->db, &writer_record,
			 DB_WHERE("message.ticket_id = $2 AND message.kind = 'in'", ""),
			 DB_ARGS(ticket->id), &ret->writers));
	return mailbox_every(cx, &ret->mailboxes);
}

static bool is_his(const struct known *known, const char *address)
{
	for (size_t i = 0; i < known->own.count; i++)
		if (hk_equal_ascii(known->own.items[i].value, address))
			return true;
	return false;
}

static bool has_written(const struct known *known, const char *address, bool is_inner)
{
	const struct writer *writers = known->writers.items;

	for (size_t i = 0; i < known->writers.count; i++)
		if ((writers[i].is_inner != 0) == is_inner &&
		    hk_equal_ascii(writers[i].address, address))
			return true;
	return false;
}

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : "";
}

static bool has_domain(const struct known *known, const char *domain)
{
	const struct standing *standing = known->standing.items;
	const struct writer *writers = known->writers.items;

	for (size_t i = 0; i < known->own.count; i++)
		if (hk_equal_ascii(domain_of(known->own.items[i].value), domain))
			return true;
	for (size_t i = 0; i < known->writers.count; i++)
		if (!writers[i].is_inner && hk_equal_ascii(domain_of(writers[i].address), domain))
			return true;
	for (size_t i = 0; i < known->standing.count; i++)
		if (!standing[i].is_inner && strcmp(standing[i].role, "bcc") != 0 &&
		    hk_equal_ascii(domain_of(standing[i].address), domain))
			return true;
	return false;
}

static bool is_our_domain(const struct known *known, const char *domain)
{
	for (size_t i = 0; i < known->mailboxes.count; i++)
		if (hk_equal_ascii(domain_of(known->mailboxes.items[i].address), domain))
			return true;
	return false;
}

static enum hk_result is_staff(struct ctx *cx, const char *address, bool *ret)
{
	struct staff staff;
	enum hk_result result = staff_by_email(cx, address, &staff);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result is_another(struct ctx *cx, const struct ticket *ticket, const char *address,
				 bool *ret)
{
	struct customer customer;
	enum hk_result result = customer_by_address(cx, "email", address, &customer);

	*ret = result == HK_OK && customer.id != ticket->customer_id;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result doubt_one(struct ctx *cx, const struct ticket *ticket,
				const struct known *known, const struct recipient *who,
				struct doubt *ret)
{
	const char *address = who->address, *domain = domain_of(address);

	*ret = (struct doubt){ .role = who->role, .name = who->name, .address = address };
	/* He reads his own ticket, wherever he works. */
	if (is_his(known, address))
		return HK_OK;
	HK_TRY(is_staff(cx, address, &ret->is_inside));
	ret->is_inside = ret->is_inside || is_our_domain(known, domain);
	HK_TRY(is_another(cx, ticket, address, &ret->is_customer));
	ret->is_customer = ret->is_customer && !has_written(known, address, false);
	ret->is_new = !ret->is_inside && !has_domain(known, domain);
	ret->key = hk_format(cx->arena, "%s%s%s:%s", ret->is_inside ? "i" : "",
			     ret->is_customer ? "c" : "", ret->is_new ? "n" : "", address);
	return HK_OK;
}

enum hk_result people_doubts(struct ctx *cx, const struct ticket *ticket,
			     const struct recipient_list *list, struct doubt_list *ret)
{
	struct doubt_list doubts = { hk_alloc(cx->arena, list->count, sizeof(struct doubt)), 0 };
	struct known known;

	HK_TRY(known_find(cx, ticket, &known));
	for (size_t i = 0; i < list->count; i++) {
		struct doubt *one = &doubts.items[doubts.count];

		HK_TRY(doubt_one(cx, ticket, &known, &list->items[i], one));
		if (one->is_inside || one->is_customer || one->is_new)
			doubts.count++;
	}
	*ret = doubts;
	return HK_OK;
}

static bool is_among(const char *key, const char *keys)
{
	size_t length = strlen(key);

	while (*keys) {
		size_t word = strcspn(keys, " ");

		if (word == length && strncmp(keys, key, length) == 0)
			return true;
		keys += word;
		keys += strspn(keys, " ");
	}
	return false;
}

bool people_are_sure(const struct doubt_list *doubts, const char *keys)
{
	for (size_t i = 0; i < doubts->count; i++)
		if (!keys || !is_among(doubts->items[i].key, keys))
			return false;
	return true;
}

enum hk_result people_is_inner(struct ctx *cx, const struct ticket *ticket, const char *sender,
			       bool *ret)
{
	bool is_open = false, is_aside = false;
	struct known known;
	const struct standing *standing;

	*ret = false;
	HK_TRY(known_find(cx, ticket, &known));
	if (is_his(&known, sender) || has_written(&known, sender, false))
		return HK_OK;
	is_aside = has_written(&known, sender, true);
	standing = known.standing.items;
	for (size_t i = 0; i < known.standing.count; i++) {
		bool is_hidden = standing[i].is_inner || strcmp(standing[i].role, "bcc") == 0;

		if (!hk_equal(customer_email(cx, standing[i].address), sender))
			continue;
		is_aside = is_aside || is_hidden;
		is_open = is_open || !is_hidden;
	}
	*ret = is_aside && !is_open;
	return HK_OK;
}

static bool is_listed(const struct recipient_list *list, const char *address)
{
	for (size_t i = 0; i < list->count; i++)
		if (hk_equal_ascii(list->items[i].address, address))
			return true;
	return false;
}

/* Those of the mail that is answered have more room than one mail. */
enum { EVERYBODY_MOST = PEOPLE_MOST + LEFT_OUT_MOST };

static void list_put(struct recipient_list *list, size_t most, const char *role, const char *name,
		     const char *address)
{
	if (list->count < most && !is_listed(list, address))
		list->items[list->count++] =
			(struct recipient){ .role = role, .name = name, .address = address };
}

static void list_add(struct recipient_list *list, const char *role, const char *name,
		     const char *address)
{
	list_put(list, PEOPLE_MOST, role, name, address);
}

/* Names are written as people write them, in quotation marks too. */
static const char *name_clean(struct ctx *cx, const char *written)
{
	char *name = hk_one_line(cx->arena, written);
	size_t length = strlen(name);

	if (length < 2 || name[0] != '"' || name[length - 1] != '"')
		return name;
	return hk_trim(cx->arena, hk_copy(cx->arena, name + 1, length - 2));
}

/* "Ona <ona@example.net>" is one, "a@example.net b@example.net" are two. */
static const char *piece_scan(struct ctx *cx, const char *role, char *piece,
			      struct recipient_list *list)
{
	char *open = strrchr(piece, '<'), *close = open ? strchr(open, '>') : NULL, *rest;
	const char *address, *bad = "";

	if (close && close[1 + strspn(close + 1, " \t")] == '\0') {
		address = customer_email(cx,
					 hk_copy(cx->arena, open + 1, (size_t)(close - open - 1)));
		if (!address)
			return piece;
		list_add(list, role,
			 name_clean(cx, hk_copy(cx->arena, piece, (size_t)(open - piece))),
			 address);
		return "";
	}
	for (char *word = strtok_r(piece, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest)) {
		address = customer_email(cx, word);
		if (address && !customer_is_unknown(address))
			list_add(list, role, "", address);
		else
			bad = hk_format(cx->arena, "%s%s%s", bad, *bad ? " " : "", word);
	}
	return bad;
}

static void scan(struct ctx *cx, const char *role, const char *text, struct recipient_list *list,
		 const char **ret_rest)
{
	char *next, *pieces = hk_copy_text(cx->arena, text ? text : "");

	*ret_rest = "";
	for (char *piece = strtok_r(pieces, ",;\r\n", &next); piece;
	     piece = strtok_r(NULL, ",;\r\n", &next)) {
		const char *bad = piece_scan(cx, role, piece, list);

		if (*bad)
			*ret_rest = hk_format(cx->arena, "%s%s%s", *ret_rest,
					      **ret_rest ? ", " : "", bad);
	}
}

static struct recipient_list list_room(struct ctx *cx, size_t most)
{
	return (struct recipient_list){ hk_alloc(cx->arena, most, sizeof(struct recipient)), 0 };
}

static struct recipient_list list_new(struct ctx *cx)
{
	return list_room(cx, PEOPLE_MOST);
}

struct recipient_list people_scan(struct ctx *cx, const char *role, const char *text,
				  const char **ret_rest)
{
	struct recipient_list list = list_new(cx);

	scan(cx, role, text, &list, ret_rest);
	return list;
}

/* A mailbox of ours answers, so it is not answered. */
static enum hk_result add_unless_ours(struct ctx *cx, struct recipient_list *list, const char *role,
				      const char *name, const char *written)
{
	const char *address = customer_email(cx, written);
	bool is_ours;

	if (!address || customer_is_unknown(address))
		return HK_OK;
	HK_TRY(mailbox_has(cx, address, &is_ours));
	if (!is_ours)
		list_put(list, EVERYBODY_MOST, role, hk_one_line(cx->arena, name), address);
	return HK_OK;
}

/* To whom he asks to be answered, who wrote; else where he wrote from. */
static enum hk_result add_writer(struct ctx *cx, const struct ticket *ticket,
				 const struct message_list *messages, const struct message *last,
				 const struct recipient_list *all, struct recipient_list *list)
{
	bool is_customer = !last->id || last->author_id == ticket->customer_id;
	const char *address = "";
	struct customer customer;

	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i].role, "reply_to") == 0)
			HK_TRY(add_unless_ours(cx, list, "to", all->items[i].name,
					       all->items[i].address));
	if (is_customer && list->count)
		return HK_OK;
	HK_TRY(message_answer_address(cx, ticket, messages, &address));
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	if (*address)
		list_put(list, EVERYBODY_MOST, "to", customer.name, address);
	if (!is_customer && list->count <= (*address ? 1 : 0))
		HK_TRY(add_unless_ours(cx, list, "to", last->from_name, last->from_address));
	return HK_OK;
}

enum hk_result people_everybody(struct ctx *cx, const struct ticket *ticket,
				const struct message_list *messages, struct recipient_list *ret,
				struct left_out *ret_left_out)
{
	static const char *const roles[] = { "to", "cc" };
	struct recipient_list all, list = list_room(cx, EVERYBODY_MOST);
	struct message last;
	size_t uncounted;

	HK_TRY(message_last_word(cx, ticket, messages, &last));
	uncounted = (size_t)last.readers_more;
	HK_TRY(message_recipients_of(cx, ticket, last.id, &all));
	HK_TRY(add_writer(cx, ticket, messages, &last, &all, &list));
	for (size_t k = 0; k < HK_COUNT(roles); k++)
		for (size_t i = 0; i < all.count; i++) {
			if (strcmp(all.items[i].role, roles[k]) != 0)
				continue;
			if (list.count == EVERYBODY_MOST)
				uncounted++;
			else
				HK_TRY(add_unless_ours(cx, &list, roles[k], all.items[i].name,
						       all.items[i].address));
		}
	*ret = (struct recipient_list){ list.items, list.count < PEOPLE_MOST
							    ? list.count
							    : (size_t)PEOPLE_MOST };
	ret_left_out->list =
		(struct recipient_list){ list.items + ret->count, list.count - ret->count };
	ret_left_out->count = ret_left_out->list.count + uncounted;
	return HK_OK;
}

enum hk_result people_usual_among(struct ctx *cx, const struct ticket *ticket,
				  const struct message_list *messages, struct recipient_list *ret)
{
	struct left_out left_out;

	return people_everybody(cx, ticket, messages, ret, &left_out);
}

enum hk_result people_usual(struct ctx *cx, const struct ticket *ticket, struct recipient_list *ret)
{
	return people_usual_among(cx, ticket, NULL, ret);
}

/* What is no address is said beside its field; all of them are looked at. */
static void read_role(struct ctx *cx, const char *role, const char *text,
		      struct recipient_list *list)
{
	const char *rest;

	scan(cx, role, text, list, &rest);
	if (*rest)
		(void)field_problem(cx, role,
				    TR("Mail can only go to e-mail addresses, with commas between "
				       "them."));
}

static int text_parts(const char *text)
{
	int parts = 0;

	for (const char *at = text ? text : ""; *at; at++)
		parts += *at == '@';
	return parts;
}

void people_name(const struct recipient_list *known, struct recipient_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < known->count && !*list->items[i].name; k++)
			if (hk_equal_ascii(list->items[i].address, known->items[k].address))
				list->items[i].name = known->items[k].name;
}

enum hk_result people_read(struct ctx *cx, const struct ticket *ticket,
			   const struct people_text *text, struct recipient_list *ret)
{
	struct recipient_list usual, list = list_new(cx);
	struct left_out left_out;
	size_t before = cx->field_count;

	HK_TRY(people_everybody(cx, ticket, NULL, &usual, &left_out));
	/* Nobody drops out without a person who saw it. */
	if (left_out.count && !text->is_chosen)
		return field_problem(cx, "to",
				     TR("More than fifty people are on this mail, and one mail "
					"goes to fifty at most. Please choose to whom this "
					"goes."));
	for (size_t i = 0; i < usual.count && !text->is_chosen; i++)
		list_add(&list, usual.items[i].role, usual.items[i].name, usual.items[i].address);
	if (text_parts(text->to) + text_parts(text->cc) + text_parts(text->bcc) > PEOPLE_MOST)
		return field_problem(cx, "to", TR("One mail can go to fifty people at most."));
	read_role(cx, "to", text->to, &list);
	if (cx->field_count == before && (list.count == 0 || strcmp(list.items[0].role, "to") != 0))
		(void)field_problem(cx, "to", TR("Please choose to whom this goes."));
	read_role(cx, "cc", text->cc, &list);
	read_role(cx, "bcc", text->bcc, &list);
	if (cx->field_count > before)
		return HK_INVALID;
	people_name(&usual, &list);
	*ret = list;
	return HK_OK;
}

static bool is_same(const struct recipient_list *a, const struct recipient_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i].role, b->items[i].role) != 0 ||
		    strcmp(a->items[i].address, b->items[i].address) != 0)
			return false;
	return true;
}

enum hk_result people_settle(struct ctx *cx, const struct ticket *ticket, struct people_text *text)
{
	struct recipient_list usual, list = list_new(cx);
	struct left_out left_out;
	const char *rest[3];

	if (!text->is_chosen)
		return HK_OK;
	HK_TRY(people_everybody(cx, ticket, NULL, &usual, &left_out));
	if (left_out.count)
		return HK_OK; /* somebody chose among them */
	scan(cx, "to", text->to, &list, &rest[0]);
	scan(cx, "cc", text->cc, &list, &rest[1]);
	scan(cx, "bcc", text->bcc, &list, &rest[2]);
	if (!*rest[0] && !*rest[1] && !*rest[2] && is_same(&usual, &list))
		*text = (struct people_text){ .is_chosen = false };
	return HK_OK;
}

/* What would end the name is left out of it. */
const char *people_line(struct ctx *cx, const char *line, const struct recipient *who)
{
	char *name = hk_one_line(cx->arena, who->name);
	const char *between = *line ? ", " : "";

	for (char *at = name; *at; at++)
		if (strchr(",;<>\"", *at))
			*at = ' ';
	name = hk_one_line(cx->arena, name);
	return *name ? hk_format(cx->arena, "%s%s%s <%s>", line, between, name, who->address)
		     : hk_format(cx->arena, "%s%s%s", line, between, who->address);
}
