#include "people/customer.h"

#include <string.h>

#include "base/text.h"
#include "core/search.h"

enum { NAME_MAX_BYTES = 4 * 200 /* letters */, PHONE_DIGITS_LEAST = 7, PHONE_DIGITS_MOST = 15 };

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
	DB_COLUMN(struct address, created_at),
};
static const struct db_record address_record =
	DB_RECORD("address", struct address, address_columns);

const char *customer_phone(struct ctx *cx, const char *written)
{
	const char *text = hk_trim(cx->arena, written);
	char *digits = hk_alloc(cx->arena, strlen(text) + 2, 1);
	size_t count = 0;
	bool is_whole = *text == '+' || hk_starts(text, "00");

	text += *text == '+' ? 1 : is_whole ? 2 : 0;
	digits[count++] = '+';
	for (; *text; text++) {
		unsigned char last = hk_starts(text, "\xe0\xa7") ? (unsigned char)text[2] : 0;

		if (*text >= '0' && *text <= '9') {
			digits[count++] = *text;
		} else if (last >= 0xa6 && last <= 0xaf) {
			digits[count++] = (char)('0' + (last - 0xa6));
			text += 2;
		} else if (!strchr(" -./()", *text)) {
			return NULL;
		}
	}
	if (count - 1 < PHONE_DIGITS_LEAST || count - 1 > PHONE_DIGITS_MOST)
		return NULL;
	return is_whole ? digits : digits + 1;
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

enum hk_result customer_by_address(struct ctx *cx, const char *kind, const char *value,
				   struct customer *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("id = (SELECT customer_id FROM address WHERE org_id = $1"
				      " AND kind = $2 AND value = $3)",
				      ""),
			     DB_ARGS(kind, value), ret);
}

static enum hk_result address_add(struct ctx *cx, int64_t customer_id, const char *kind,
				  const char *value, const char *shown)
{
	struct address address = { .id = ctx_new_id(cx),
				   .customer_id = customer_id,
				   .kind = kind,
				   .value = value,
				   .shown = shown,
				   .created_at = cx->now };

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

/* Who gives the number of somebody else is not taken for him: a family shares a telephone, and a
 * stranger may have typed it. ret_phone: NULL when it is somebody's. */
static enum hk_result phone_unless_taken(struct ctx *cx, const char *phone, const char **ret_phone)
{
	struct customer other;
	enum hk_result result = customer_by_address(cx, "phone", phone, &other);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret_phone = result == HK_OK ? NULL : phone;
	return HK_OK;
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
	result = customer_by_address(cx, email ? "email" : "phone", email ? email : phone, ret);
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
	result = customer_by_address(cx, kind, value, &other);
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

enum hk_result customer_search(struct ctx *cx, const char *text, bool is_typing, int64_t limit,
			       struct customer_list *ret)
{
	const int64_t space = search_space(cx, SEARCH_PEOPLE, 0);
	struct search_ids ids;

	HK_TRY(search_find(
		cx, &(struct search_wish){ &space, 1, text, is_typing, INT64_MAX, limit }, &ids));
	*ret = (struct customer_list){ hk_alloc(cx->arena, ids.count, sizeof(struct customer)), 0 };
	for (size_t i = 0; i < ids.count; i++) {
		enum hk_result result = customer_find(cx, ids.items[i], &ret->items[ret->count]);
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		ret->count += result == HK_OK;
	}
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
