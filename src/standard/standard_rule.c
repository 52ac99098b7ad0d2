#include "standard/standard_rule.h"

/* The later a field stands here, the less it weighs. */
#define SPECIAL_FIRST                                                  \
	"CASE WHEN standard_rule.customer_id <> 0 THEN 16 ELSE 0 END"  \
	" + CASE WHEN standard_rule.type <> '' THEN 8 ELSE 0 END"      \
	" + CASE WHEN standard_rule.priority <> '' THEN 4 ELSE 0 END"  \
	" + CASE WHEN standard_rule.mailbox_id <> 0 THEN 2 ELSE 0 END" \
	" + CASE WHEN standard_rule.language <> '' THEN 1 ELSE 0 END DESC, standard_rule.id"

static const struct db_column columns[] = {
	DB_COLUMN(struct standard_rule, id),          DB_COLUMN(struct standard_rule, customer_id),
	DB_COLUMN(struct standard_rule, type),        DB_COLUMN(struct standard_rule, priority),
	DB_COLUMN(struct standard_rule, mailbox_id),  DB_COLUMN(struct standard_rule, language),
	DB_COLUMN(struct standard_rule, standard_id),
};
static const struct db_record record = DB_RECORD("standard_rule", struct standard_rule, columns);

static const struct db_column line_columns[] = {
	DB_COLUMN_AS(struct standard_rule_line, rule.id, "standard_rule.id"),
	DB_COLUMN_AS(struct standard_rule_line, rule.customer_id, "standard_rule.customer_id"),
	DB_COLUMN_AS(struct standard_rule_line, rule.type, "standard_rule.type"),
	DB_COLUMN_AS(struct standard_rule_line, rule.priority, "standard_rule.priority"),
	DB_COLUMN_AS(struct standard_rule_line, rule.mailbox_id, "standard_rule.mailbox_id"),
	DB_COLUMN_AS(struct standard_rule_line, rule.language, "standard_rule.language"),
	DB_COLUMN_AS(struct standard_rule_line, rule.standard_id, "standard_rule.standard_id"),
	DB_COLUMN_AS(struct standard_rule_line, standard_name, "standard.name"),
	DB_COLUMN_AS(struct standard_rule_line, customer_name, "coalesce(customer.name, '')"),
	DB_COLUMN_AS(struct standard_rule_line, mailbox_name, "coalesce(mailbox.name, '')"),
};
static const struct db_record line_record =
	DB_RECORD_FROM("standard_rule",
		       "standard_rule JOIN standard ON standard.org_id = standard_rule.org_id AND"
		       " standard.id = standard_rule.standard_id"
		       " LEFT JOIN customer ON customer.org_id = standard_rule.org_id AND"
		       " customer.id = standard_rule.customer_id"
		       " LEFT JOIN mailbox ON mailbox.org_id = standard_rule.org_id AND"
		       " mailbox.id = standard_rule.mailbox_id",
		       struct standard_rule_line, line_columns);

enum hk_result standard_rule_choose(struct ctx *cx, const struct standard_rule *ticket,
				    int64_t *ret_standard_id)
{
	struct standard_rule rule;

	HK_TRY(db_select_one(cx->db, &record,
			     /* Neither IN nor "= OR =": SQLite would make a table of each. */
			     DB_WHERE("NOT (customer_id <> 0 AND customer_id <> $2) AND"
				      " NOT (type <> '' AND type <> $3) AND"
				      " NOT (priority <> '' AND priority <> $4) AND"
				      " NOT (mailbox_id <> 0 AND mailbox_id <> $5) AND"
				      " NOT (language <> '' AND language <> $6)",
				      "ORDER BY " SPECIAL_FIRST " LIMIT 1"),
			     DB_ARGS(ticket->customer_id, ticket->type, ticket->priority,
				     ticket->mailbox_id, ticket->language),
			     &rule));
	*ret_standard_id = rule.standard_id;
	return HK_OK;
}

enum hk_result standard_rule_every(struct ctx *cx, struct standard_rule_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &line_record, DB_WHERE("1 = 1", "ORDER BY " SPECIAL_FIRST),
			 DB_NONE, &rows));
	*ret = (struct standard_rule_list){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result check(struct ctx *cx, const struct standard_rule *rule)
{
	struct standard_rule_list all;
	struct standard_rule other;
	enum hk_result result;

	if (!rule->customer_id && !*rule->type && !*rule->priority && !rule->mailbox_id &&
	    !*rule->language)
		return problem(cx, HK_INVALID,
			       TR("Please choose at least one thing that the rule is for. What "
				  "holds for everything else, each mailbox says."));
	HK_TRY(standard_rule_every(cx, &all));
	if (all.count >= STANDARD_RULES_MOST)
		return problem(cx, HK_INVALID,
			       TR("There are so many rules already that nobody could still see "
				  "which one holds. Please remove some first."));
	result = db_select_one(cx->db, &record,
			       DB_WHERE("customer_id = $2 AND type = $3 AND priority = $4 AND"
					" mailbox_id = $5 AND language = $6",
					""),
			       DB_ARGS(rule->customer_id, rule->type, rule->priority,
				       rule->mailbox_id, rule->language),
			       &other);
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	return problem(cx, HK_CONFLICT,
		       TR("There is a rule for just that already. Please remove it first."));
}

enum hk_result standard_rule_add(struct ctx *cx, struct standard_rule *rule)
{
	HK_TRY(check(cx, rule));
	rule->id = ctx_new_id(cx);
	return db_insert(cx->db, &record, rule);
}

enum hk_result standard_rule_remove(struct ctx *cx, int64_t id)
{
	return db_send(cx->db, DB_DELETE("standard_rule", "id = $2"), DB_ARGS(id));
}
