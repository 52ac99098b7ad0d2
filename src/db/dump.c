/* Tables as the schema has them, for whoever writes everything out. */
#include "db/dump.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "db/db_driver.h"

enum { KEY_COLUMNS_MAX = 8 };

struct named {
	const char *name;
};

struct described {
	const char *name, *kind;
	int64_t place; /* in the primary key, from 1; 0: not in it */
};

static const struct db_column named_columns[] = { DB_COLUMN(struct named, name) };
static const struct db_record named_record = DB_RECORD("", struct named, named_columns);
static const struct db_column described_columns[] = { DB_COLUMN(struct described, name),
						      DB_COLUMN(struct described, kind),
						      DB_COLUMN(struct described, place) };
static const struct db_record described_record = DB_RECORD("", struct described, described_columns);

static enum db_type type_of(const char *kind)
{
	if (hk_equal(kind, "bigint"))
		return DB_INT;
	return hk_equal(kind, "bytea") ? DB_BLOB : DB_TEXT;
}

static size_t size_of(enum db_type type)
{
	return type == DB_BLOB ? sizeof(struct db_blob) : sizeof(int64_t);
}

/* "(1 = 1) ORDER BY key LIMIT $2 OFFSET $3": every value of it is the schema's own. */
static const char *page_text(struct hk_arena *arena, const struct described *columns, size_t count)
{
	const char *text = "(1 = 1) ORDER BY";

	for (int64_t place = 1; place <= KEY_COLUMNS_MAX; place++)
		for (size_t i = 0; i < count; i++)
			if (columns[i].place == place)
				text = hk_format(arena, "%s%s %s", text, place > 1 ? "," : "",
						 columns[i].name);
	return hk_format(arena, "%s LIMIT $2 OFFSET $3", text);
}

static bool table_fill(struct hk_arena *arena, const struct described *from, size_t count,
		       struct db_table *table)
{
	struct db_column *columns = hk_alloc(arena, count, sizeof(*columns));
	size_t offset = 0;
	bool is_scoped = false;

	for (size_t i = 0; i < count; i++) {
		enum db_type type = type_of(from[i].kind);
		columns[i] =
			(struct db_column){ .name = from[i].name, .type = type, .offset = offset };
		offset += size_of(type);
		is_scoped |= hk_equal(from[i].name, "org_id");
	}
	table->record = (struct db_record){ .table = table->name,
					    .from = table->name,
					    .size = offset,
					    .columns = columns,
					    .count = count };
	table->page = page_text(arena, from, count);
	return is_scoped;
}

enum hk_result db_tables(struct db *db, struct db_tables *ret)
{
	struct db_rows names, columns;
	struct db_tables tables = { .items = NULL };

	HK_TRY(db_select(db, &named_record, db->link->driver->tables, DB_NONE, &names));
	tables.items = hk_alloc(db->arena, names.count + 1, sizeof(*tables.items));
	for (size_t i = 0; i < names.count; i++) {
		struct db_table *table = &tables.items[tables.count];
		table->name = ((const struct named *)names.items)[i].name;
		HK_TRY(db_select(db, &described_record, db->link->driver->columns,
				 DB_ARGS(table->name), &columns));
		if (columns.count && table_fill(db->arena, columns.items, columns.count, table))
			tables.count++;
	}
	*ret = tables;
	return HK_OK;
}

enum hk_result db_table_page(struct db *db, const struct db_table *table, int64_t from,
			     int64_t count, struct db_rows *ret)
{
	return db_select_fresh(db, &table->record, (struct db_sql){ table->page },
			       DB_ARGS(count, from), ret);
}

struct db_value db_table_value(const struct db_table *table, const struct db_rows *rows, size_t row,
			       size_t column)
{
	const struct db_column *one = &table->record.columns[column];
	const unsigned char *place =
		(const unsigned char *)rows->items + row * table->record.size + one->offset;
	struct db_value value = { .type = one->type };

	if (one->type == DB_INT)
		memcpy(&value.number, place, sizeof(value.number));
	else if (one->type == DB_BLOB)
		memcpy(&value.bytes, place, sizeof(value.bytes));
	else
		memcpy(&value.bytes.bytes, place, sizeof(value.bytes.bytes));
	return value;
}

enum hk_result db_moment_begin(struct db *db)
{
	const char *moment = db->link->driver->moment;

	return moment ? db->link->driver->script(db->link, moment) : HK_OK;
}

void db_moment_end(struct db *db)
{
	if (db->link->driver->moment && db->link->driver->script(db->link, "COMMIT") != HK_OK)
		db->link->is_broken = true;
}
