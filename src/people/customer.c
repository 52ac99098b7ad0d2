#include "people/customer.h"

#include <string.h>

#include "base/text.h"
#include "core/search.h"

enum {
	NAME_MAX_BYTES = 4 * 200 /* letters */,
	PHONE_DIGITS_LEAST = 7,
	PHONE_DIGITS_MOST = 15,
	TAIL_DIGITS = 8,
	SHORT_DIGITS = 7, /* without the country: of most numbers, and of some */
	SOUGHT_DIGITS_LEAST = 4,
	OF_ONE_NUMBER = 20
};

static const struct db_column columns[] = {
	DB_COLUMN(struct customer, id),         DB_COLUMN(struct customer, name),
	DB_COLUMN(struct customer, language),   DB_COLUMN(struct customer, timezone),
	DB_COLUMN(struct customer, digits),     DB_COLUMN(struct customer, note),
	DB_COLUMN(struct customer, created_at), DB_COLUMN(struct customer, version),
};
static const struct db_record record = DB_RECORD("customer", struct customer, columns);

static const struct db_column address_columns[] = {
	DB_COLUMN(struct address, id),         DB_COLUMN(struct address, customer_id),
	DB_COLUMN(struct address, kind),       DB_COLUMN(struct address, value),
	DB_COLUMN(struct address, shown),      DB_COLUMN(struct address, is_failing),
	DB_COLUMN(struct address, created_at), DB_COLUMN(struct address, tail),
};
static const struct db_record address_record =
	DB_RECORD("address", struct address, address_columns);

/* What people write as a number: its digits, in Bengali too. is_whole: it names its country. */
struct number {
	char *digits;
	size_t count;
	bool is_whole;
};

/* False where something stands between that belongs to no number. */
static bool number_read(struct ctx *cx, const char *written, struct number *ret)
{
	const char *text = hk_trim(cx->arena, written);

	ret->digits = hk_alloc(cx->arena, strlen(text) + 1, 1);
	ret->count = 0;
	ret->is_whole = *text == '+' || hk_starts(text, "00");
	text += *text == '+' ? 1 : ret->is_whole ? 2 : 0;
	for (; *text; text++) {
		unsigned char last = hk_starts(text, "\xe0\xa7") ? (unsigned char)text[2] : 0;

		if (*text >= '0' && *text <= '9') {
			ret->digits[ret->count++] = *text;
		} else if (last >= 0xa6 && last <= 0xaf) {
			ret->digits[ret->count++] = (char)('0' + (last - 0xa6));
			text += 2;
		} else if (!strchr(" -./()", *text)) {
			return false;
		}
	}
	return true;
}

const char *customer_phone(struct ctx *cx, const char *written)
{
	struct number number;

	if (!number_read(cx, written, &number) || number.count < PHONE_DIGITS_LEAST ||
	    number.count > PHONE_DIGITS_MOST)
		return NULL;
	return number.is_whole ? hk_format(cx->arena, "+%s", number.digits) : number.digits;
}

const char *customer_tokens(struct ctx *cx, const char *name, const char *email, const char *phone)
{
	return search_tokens(cx, search_space(cx, SEARCH_PEOPLE, 0), "",
			     hk_format(cx->arena, "%s %s %s", name, email, phone));
}

enum hk_result customer_find(struct ctx *cx, int64_t id, struct customer *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

static struct db_sql holder_sql(void)
{
	return DB_WHERE("id = (SELECT customer_id FROM address WHERE org_id = $1"
			" AND kind = $2 AND value = $3)",
			"");
}

enum hk_result customer_by_address(struct ctx *cx, const char *kind, const char *value,
				   struct customer *ret)
{
	return db_select_one(cx->db, &record, holder_sql(), DB_ARGS(kind, value), ret);
}

/* The country, and the 0 or 8 that stands for it, come before this many digits. */
static const char *ending(const char *digits, size_t count)
{
	size_t length = strlen(digits);

	return length > count ? digits + (length - count) : digits;
}

static enum hk_result address_add(struct ctx *cx, int64_t customer_id, const char *kind,
				  const char *value, const char *shown)
{
	struct address address = { .id = ctx_new_id(cx),
				   .customer_id = customer_id,
				   .kind = kind,
				   .value = value,
				   .shown = shown,
				   .created_at = cx->now,
				   .tail = strcmp(kind, "phone") == 0
						   ? ending(value + (*value == '+'), TAIL_DIGITS)
						   : "" };

	return db_insert(cx->db, &address_record, &address);
}

static const char *name_of(struct ctx *cx, const struct customer_new *what)
{
	const char *name = hk_one_line(cx->arena, what->name);

	if (!hk_has_ink(name))
		return "";
	return hk_copy(cx->arena, name, hk_utf8_fit(name, NAME_MAX_BYTES));
}

static enum hk_result add(struct ctx *cx, const struct customer_new *what, const char *email,
			  const char *phone, struct customer *ret)
{
	const char *name = name_of(cx, what);

	*ret = (struct customer){ .id = ctx_new_id(cx),
				  .name = *name ? name : (email ? email : phone),
				  .language = what->language,
				  .timezone = "",
				  .digits = "",
				  .note = "",
				  .created_at = cx->now,
				  .version = 1 };
	HK_TRY(db_insert(cx->db, &record, ret));
	if (email)
		HK_TRY(address_add(cx, ret->id, "email", email, hk_trim(cx->arena, what->email)));
	if (phone)
		HK_TRY(address_add(cx, ret->id, "phone", phone, hk_trim(cx->arena, what->phone)));
	return search_put(cx, ret->id, what->tokens);
}

/* Only what was missing: nobody renames a customer by writing under another name. */
static enum hk_result complete(struct ctx *cx, const struct customer_new *what,
			       struct customer *customer)
{
	const char *name = name_of(cx, what);
	bool has_no_name = customer_email(cx, customer->name) && *name && !customer_email(cx, name);
	bool has_no_language = !*customer->language && *what->language;

	if (!has_no_name && !has_no_language)
		return HK_OK;
	if (has_no_name) {
		customer->name = name;
		HK_TRY(search_put(cx, customer->id, what->tokens));
	}
	if (has_no_language)
		customer->language = what->language;
	customer->version++;
	return db_send(cx->db,
		       DB_UPDATE("customer", "name = $3, language = $4, version = version + 1",
				 "id = $2", ""),
		       DB_ARGS(customer->id, customer->name, customer->language));
}

/* Nobody can be reached: only who stands here himself may be nobody but a name. */
static enum hk_result add_without_address(struct ctx *cx, const struct customer_new *what,
					  struct customer *ret)
{
	if (!what->is_here)
		return field_problem(cx, "email",
				     TR("Please give an e-mail address or a phone number."));
	if (!*name_of(cx, what))
		return field_problem(cx, "email", TR("Please give at least a name."));
	return add(cx, what, NULL, NULL, ret);
}

/* A number is the same with the sign that a country follows, and without it. */
static enum hk_result holder_of(struct ctx *cx, const char *kind, const char *value,
				struct customer *ret)
{
	enum hk_result result = customer_by_address(cx, kind, value, ret);

	if (result != HK_NOT_FOUND || strcmp(kind, "phone") != 0)
		return result;
	return customer_by_address(
		cx, kind, *value == '+' ? value + 1 : hk_format(cx->arena, "+%s", value), ret);
}

/* Who gives the number of somebody else is not taken for him: a family shares a telephone, and a
 * stranger may have typed it. ret_phone: NULL when it is somebody's. */
static enum hk_result phone_unless_taken(struct ctx *cx, const char *phone, const char **ret_phone)
{
	struct customer other;
	enum hk_result result = holder_of(cx, "phone", phone, &other);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret_phone = result == HK_OK ? NULL : phone;
	return HK_OK;
}

enum hk_result customer_expect(struct ctx *cx, const struct customer_new *what)
{
	const char *email = *what->email ? customer_email(cx, what->email) : NULL;

	return email ? db_expect(cx->db, &record, holder_sql(), DB_ARGS("email", email)) : HK_OK;
}

enum hk_result customer_ensure(struct ctx *cx, const struct customer_new *what,
			       struct customer *ret)
{
	const char *email = *what->email ? customer_email(cx, what->email) : NULL;
	const char *phone = *what->phone ? customer_phone(cx, what->phone) : NULL;
	enum hk_result result;

	if (*what->email && !email)
		return field_problem(cx, "email", TR("This e-mail address does not look right."));
	if (*what->phone && !phone)
		return field_problem(cx, "phone", TR("This phone number does not look right."));
	if (!email && !phone)
		return add_without_address(cx, what, ret);
	result = holder_of(cx, email ? "email" : "phone", email ? email : phone, ret);
	if (result == HK_OK)
		return complete(cx, what, ret);
	if (result != HK_NOT_FOUND)
		return result;
	if (email && phone)
		HK_TRY(phone_unless_taken(cx, phone, &phone));
	return add(cx, what, email, phone, ret);
}

enum hk_result customer_change(struct ctx *cx, const struct customer *customer, const char *tokens)
{
	int64_t count;

	if (!hk_has_ink(customer->name))
		return field_problem(cx, "name", TR("Please give a name."));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("customer",
				   "name = $3, language = $4, timezone = $5, digits = $6,"
				   " note = $7, version = version + 1",
				   "id = $2 AND version = $8", ""),
			 DB_ARGS(customer->id, hk_one_line(cx->arena, customer->name),
				 customer->language, customer->timezone, customer->digits,
				 customer->note, customer->version),
			 &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return tokens ? search_put(cx, customer->id, tokens) : HK_OK;
}

enum hk_result customer_addresses(struct ctx *cx, int64_t customer_id, struct address_list *ret)
{
	struct db_rows rows;

	/* The sign keeps SQLite from walking all addresses in the order of their ids. */
	HK_TRY(db_select(cx->db, &address_record, DB_WHERE("customer_id = $2", "ORDER BY +id"),
			 DB_ARGS(customer_id), &rows));
	*ret = (struct address_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result customer_has_email(struct ctx *cx, int64_t customer_id, const char *address,
				  bool *ret)
{
	struct customer customer = { .id = 0 };
	enum hk_result result =
		*address ? customer_by_address(cx, "email", address, &customer) : HK_NOT_FOUND;

	*ret = result == HK_OK && customer.id == customer_id;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result customer_addresses_between(struct ctx *cx, int64_t low, int64_t high,
					  struct address_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &address_record,
		DB_WHERE("customer_id >= $2 AND customer_id <= $3", "ORDER BY customer_id, id"),
		DB_ARGS(low, high), &rows));
	*ret = (struct address_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result customer_address_add(struct ctx *cx, const struct customer *customer,
				    const char *written, const char *tokens)
{
	const char *email = customer_email(cx, written), *phone = customer_phone(cx, written);
	const char *kind = email ? "email" : "phone", *value = email ? email : phone;
	struct customer other;
	enum hk_result result;

	if (!value)
		return field_problem(cx, "address",
				     TR("This is neither an e-mail address nor a phone number."));
	result = holder_of(cx, kind, value, &other);
	if (result == HK_OK && other.id == customer->id)
		return customer_address_works(cx, value);
	if (result == HK_OK)
		return field_problem(cx, "address",
				     TR("This belongs to another customer already."));
	if (result != HK_NOT_FOUND)
		return result;
	HK_TRY(address_add(cx, customer->id, kind, value, hk_trim(cx->arena, written)));
	return search_put(cx, customer->id, tokens);
}

static enum hk_result failing_put(struct ctx *cx, const char *address, int is_failing)
{
	const char *value = customer_email(cx, address);

	if (!value)
		return HK_OK;
	return db_send(cx->db,
		       DB_UPDATE("address", "is_failing = $3",
				 "kind = 'email' AND value = $2 AND is_failing <> $3", ""),
		       DB_ARGS(value, is_failing));
}

enum hk_result customer_address_fails(struct ctx *cx, const char *address)
{
	return failing_put(cx, address, 1);
}

enum hk_result customer_address_works(struct ctx *cx, const char *address)
{
	return failing_put(cx, address, 0);
}

enum hk_result customer_forget(struct ctx *cx, const struct customer *customer)
{
	HK_TRY(search_drop(cx, customer->id));
	HK_TRY(db_send(cx->db, DB_DELETE("address", "customer_id = $2"), DB_ARGS(customer->id)));
	return db_send(cx->db, DB_DELETE("customer", "id = $2"), DB_ARGS(customer->id));
}

bool customer_is_unknown(const char *email)
{
	return strcmp(email, CUSTOMER_UNKNOWN) == 0;
}

enum hk_result customer_mail_address(struct ctx *cx, int64_t customer_id, const char **ret)
{
	struct address_list list;

	HK_TRY(customer_addresses(cx, customer_id, &list));
	*ret = "";
	for (size_t i = 0; i < list.count; i++)
		if (hk_equal(list.items[i].kind, "email") && !list.items[i].is_failing &&
		    !customer_is_unknown(list.items[i].value)) {
			*ret = list.items[i].value;
			break;
		}
	return HK_OK;
}

/* Nobody twice. */
static enum hk_result found_add(struct ctx *cx, int64_t id, int64_t limit,
				struct customer_list *list)
{
	enum hk_result result;

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].id == id)
			return HK_OK;
	if (list->count >= (size_t)limit)
		return HK_OK;
	result = customer_find(cx, id, &list->items[list->count]);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	list->count += result == HK_OK;
	return HK_OK;
}

struct holder {
	int64_t customer_id;
};

static const struct db_column holder_columns[] = { DB_COLUMN(struct holder, customer_id) };
static const struct db_record holder_record = DB_RECORD("address", struct holder, holder_columns);

static enum hk_result holders_add(struct ctx *cx, const struct db_rows *rows, int64_t limit,
				  struct customer_list *list)
{
	const struct holder *holders = rows->items;

	for (size_t i = 0; i < rows->count; i++)
		HK_TRY(found_add(cx, holders[i].customer_id, limit, list));
	return HK_OK;
}

/* Numbers that end with these digits, or whose end begins with them while one types. */
static enum hk_result tails_add(struct ctx *cx, const char *digits, bool is_beginning,
				int64_t limit, struct customer_list *list)
{
	const char *last = hk_format(cx->arena, "%s%s", digits, is_beginning ? "99999999" : "");
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &holder_record,
			 DB_WHERE("tail >= $2 AND tail <= $3", "ORDER BY tail LIMIT $4"),
			 DB_ARGS(digits, last, (int64_t)OF_ONE_NUMBER), &rows));
	return holders_add(cx, &rows, limit, list);
}

static enum hk_result values_add(struct ctx *cx, const char *beginning, int64_t limit,
				 struct customer_list *list)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &holder_record,
			 DB_WHERE("kind = 'phone' AND value >= $2 AND value <= $3",
				  "ORDER BY value LIMIT $4"),
			 DB_ARGS(beginning, hk_format(cx->arena, "%s99999999999", beginning),
				 (int64_t)OF_ONE_NUMBER),
			 &rows));
	return holders_add(cx, &rows, limit, list);
}

/* As far as it is typed: with the country, with what stands for it (0 or 8), or without. */
static enum hk_result number_search(struct ctx *cx, const char *text, int64_t limit,
				    struct customer_list *list)
{
	struct number number;
	const char *digits;

	if (!number_read(cx, text, &number) || number.count < SOUGHT_DIGITS_LEAST)
		return HK_OK;
	digits = number.digits;
	if (number.count >= TAIL_DIGITS)
		HK_TRY(tails_add(cx, ending(digits, TAIL_DIGITS), false, limit, list));
	if (number.count > TAIL_DIGITS && list->count == 0)
		HK_TRY(tails_add(cx, ending(digits, SHORT_DIGITS), false, limit, list));
	HK_TRY(values_add(cx, hk_format(cx->arena, "+%s", digits), limit, list));
	if (number.is_whole)
		return HK_OK;
	HK_TRY(values_add(cx, digits, limit, list));
	HK_TRY(tails_add(cx, digits, true, limit, list));
	return strchr("08", *digits) ? tails_add(cx, digits + 1, true, limit, list) : HK_OK;
}

/* Whose address it is, whole: before those who have it among their words, and are newer. */
static enum hk_result address_search(struct ctx *cx, const char *text, int64_t limit,
				     struct customer_list *list)
{
	const char *email = customer_email(cx, text);
	struct db_rows rows;

	if (!email)
		return HK_OK;
	HK_TRY(db_select(cx->db, &holder_record,
			 DB_WHERE("kind = 'email' AND value = $2", "LIMIT $3"),
			 DB_ARGS(email, (int64_t)OF_ONE_NUMBER), &rows));
	return holders_add(cx, &rows, limit, list);
}

enum hk_result customer_search(struct ctx *cx, const char *text, bool is_typing, int64_t limit,
			       struct customer_list *ret)
{
	const int64_t space = search_space(cx, SEARCH_PEOPLE, 0);
	struct search_ids ids;

	*ret = (struct customer_list){ hk_alloc(cx->arena, (size_t)limit, sizeof(struct customer)),
				       0 };
	HK_TRY(address_search(cx, text, limit, ret));
	HK_TRY(number_search(cx, text, limit, ret));
	HK_TRY(search_find(
		cx, &(struct search_wish){ &space, 1, text, is_typing, INT64_MAX, limit }, &ids));
	for (size_t i = 0; i < ids.count; i++)
		HK_TRY(found_add(cx, ids.items[i], limit, ret));
	return HK_OK;
}

enum hk_result customer_page(struct ctx *cx, int64_t before_id, int64_t limit,
			     struct customer_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("id < $2", "ORDER BY id DESC LIMIT $3"),
			 DB_ARGS(before_id, limit), &rows));
	*ret = (struct customer_list){ rows.items, rows.count };
	return HK_OK;
}
