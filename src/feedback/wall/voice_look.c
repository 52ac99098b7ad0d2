/* What is read of the wall: never more than its reader may see, without names of customers. Of a
 * house with few of them a first name and a letter is somebody, so nobody is named there; whoever
 * may see the ticket opens it. */
#include "base/text.h"
#include "feedback/wall/mask.h"
#include "feedback/wall/voice.h"

struct seen {
	struct voice voice;
	const char *customer; /* whose name is hidden: of who said it, or whom a story is about */
};

/* $2 is who reads. */
static const struct db_column columns[] = {
	DB_COLUMN_AS(struct seen, voice.id, "voice.id"),
	DB_COLUMN_AS(struct seen, voice.kind, "voice.kind"),
	DB_COLUMN_AS(struct seen, voice.staff_id, "voice.staff_id"),
	DB_COLUMN_AS(struct seen, voice.number, "voice.number"),
	DB_COLUMN_AS(struct seen, voice.team_id, "voice.team_id"),
	DB_COLUMN_AS(struct seen, voice.at, "voice.at"),
	DB_COLUMN_AS(struct seen, voice.said_at,
		     "CASE WHEN voice.is_veiled = 1 THEN coalesce(response.at, voice.at) ELSE"
		     " voice.at END"),
	DB_COLUMN_AS(struct seen, voice.tone, "voice.tone"),
	DB_COLUMN_AS(struct seen, voice.mark, "voice.mark"),
	DB_COLUMN_AS(struct seen, voice.language, "voice.language"),
	DB_COLUMN_AS(struct seen, voice.title, "voice.title"),
	DB_COLUMN_AS(struct seen, voice.text, "voice.text"),
	DB_COLUMN_AS(struct seen, voice.thanks, "voice.thanks"),
	DB_COLUMN_AS(struct seen, voice.readers, "voice.readers"),
	DB_COLUMN_AS(struct seen, voice.is_veiled, "voice.is_veiled"),
	DB_COLUMN_AS(struct seen, voice.name, "coalesce(staff.name, '')"),
	DB_COLUMN_AS(struct seen, voice.team_name, "coalesce(team.name, '')"),
	DB_COLUMN_AS(struct seen, customer, "coalesce(customer.name, '')"),
	DB_COLUMN_AS(struct seen, voice.has_thanked,
		     "CASE WHEN EXISTS (SELECT 1 FROM voice_thank WHERE voice_thank.org_id = $1 AND"
		     " voice_thank.voice_id = voice.id AND voice_thank.staff_id = $2) THEN 1 ELSE 0"
		     " END"),
	DB_COLUMN_AS(struct seen, voice.has_read,
		     "CASE WHEN EXISTS (SELECT 1 FROM voice_read WHERE voice_read.org_id = $1 AND"
		     " voice_read.voice_id = voice.id AND voice_read.staff_id = $2) THEN 1 ELSE 0"
		     " END"),
};
static const struct db_record record = DB_RECORD_FROM(
	"voice",
	"voice LEFT JOIN staff ON staff.org_id = voice.org_id AND staff.id = voice.staff_id"
	" LEFT JOIN team ON team.org_id = voice.org_id AND team.id = voice.team_id"
	" LEFT JOIN response ON response.org_id = voice.org_id AND"
	" response.id = voice.response_id"
	" LEFT JOIN ticket ON voice.kind = 'story' AND ticket.org_id = voice.org_id AND"
	" ticket.id = voice.ticket_id"
	" LEFT JOIN customer ON customer.org_id = voice.org_id AND"
	" customer.id = CASE WHEN voice.kind = 'said' THEN response.customer_id ELSE"
	" ticket.customer_id END",
	struct seen, columns);

/* What is about a restricted team is for its members. */
#define SEEN                                                                                     \
	"voice.is_shown = 1 AND (coalesce(team.is_restricted, 0) = 0 OR EXISTS (SELECT 1 FROM"   \
	" team_member WHERE team_member.org_id = $1 AND team_member.team_id = voice.team_id AND" \
	" team_member.staff_id = $2))"
#define BELOW "(voice.at, voice.id) < ($3, $4) AND " SEEN
/* What no index finds is looked at in what one did find. */
#define OTHERS                                                                                  \
	" AND ($5 = '' OR voice.tone = $5) AND ($6 = '' OR voice.language = $6) AND ($7 = 0 OR" \
	" voice.team_id = $7) AND ($8 = '' OR voice.kind = $8)"
#define NEWEST "ORDER BY voice.at DESC, voice.id DESC LIMIT $9"

static struct voice_list masked(struct ctx *cx, const struct db_rows *rows)
{
	struct voice *items = hk_alloc(cx->arena, rows->count + 1, sizeof(*items));
	struct seen *seen = rows->items;

	for (size_t i = 0; i < rows->count; i++) {
		const char *customer = seen[i].customer;

		items[i] = seen[i].voice;
		items[i].title = mask_words_veiled(cx->arena, items[i].title, customer);
		items[i].text = mask_words_veiled(cx->arena, items[i].text, customer);
	}
	return (struct voice_list){ items, rows->count };
}

/* The narrowest index that the filter has. */
static struct db_sql page_sql(const struct voice_filter *filter)
{
	if (hk_equal(filter->kind, "story"))
		return DB_WHERE("voice.kind = 'story' AND " BELOW OTHERS, NEWEST);
	if (filter->team_id)
		return DB_WHERE("voice.team_id = $7 AND " BELOW OTHERS, NEWEST);
	if (*filter->language)
		return DB_WHERE("voice.language = $6 AND " BELOW OTHERS, NEWEST);
	if (*filter->tone)
		return DB_WHERE("voice.tone = $5 AND " BELOW OTHERS, NEWEST);
	return DB_WHERE(BELOW OTHERS, NEWEST);
}

enum hk_result voice_page(struct ctx *cx, int64_t reader_id, const struct voice_filter *filter,
			  const struct voice_cursor *below, int64_t limit, struct voice_list *ret)
{
	/* What is to come on Monday is not there yet. */
	struct voice_cursor from = { cx->now + 1, 0 };
	struct db_rows rows;

	if (below && below->at <= cx->now)
		from = *below;
	HK_TRY(db_select(cx->db, &record, page_sql(filter),
			 DB_ARGS(reader_id, from.at, from.id, filter->tone, filter->language,
				 filter->team_id, filter->kind, limit),
			 &rows));
	*ret = masked(cx, &rows);
	return HK_OK;
}

enum hk_result voice_between(struct ctx *cx, int64_t reader_id, int64_t since, int64_t before,
			     int64_t limit, struct voice_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("voice.at >= $3 AND voice.at < $4 AND " SEEN,
				  "ORDER BY voice.at DESC, voice.id DESC LIMIT $5"),
			 DB_ARGS(reader_id, since, before, limit), &rows));
	*ret = masked(cx, &rows);
	return HK_OK;
}

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record tally_record = DB_RECORD_FROM(
	"voice", "voice LEFT JOIN team ON team.org_id = voice.org_id AND team.id = voice.team_id",
	struct tally, tally_columns);

enum hk_result voice_count_between(struct ctx *cx, int64_t reader_id, int64_t since, int64_t before,
				   int64_t *ret)
{
	struct tally tally;

	HK_TRY(db_select_one(cx->db, &tally_record,
			     DB_WHERE("voice.at >= $3 AND voice.at < $4 AND " SEEN, ""),
			     DB_ARGS(reader_id, since, before), &tally));
	*ret = tally.count;
	return HK_OK;
}

enum hk_result voice_find(struct ctx *cx, int64_t reader_id, int64_t id, struct voice *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("voice.id = $3 AND voice.at <= $4 AND " SEEN, ""),
			 DB_ARGS(reader_id, id, cx->now), &rows));
	if (rows.count == 0)
		return HK_NOT_FOUND;
	*ret = masked(cx, &rows).items[0];
	return HK_OK;
}

/* ---- who has read it ---- */

static const struct db_column team_columns[] = {
	DB_COLUMN_AS(struct voice_team, name, "team.name"),
	DB_COLUMN_AS(struct voice_team, readers,
		     "(SELECT count(*) FROM voice_read JOIN team_member ON team_member.org_id ="
		     " voice_read.org_id AND team_member.staff_id = voice_read.staff_id JOIN staff"
		     " ON staff.org_id = voice_read.org_id AND staff.id = voice_read.staff_id WHERE"
		     " voice_read.org_id = $1 AND voice_read.voice_id = $2 AND"
		     " team_member.team_id = team.id AND staff.is_active = 1)"),
	DB_COLUMN_AS(struct voice_team, people,
		     "(SELECT count(*) FROM team_member JOIN staff ON staff.org_id ="
		     " team_member.org_id AND staff.id = team_member.staff_id WHERE"
		     " team_member.org_id = $1 AND team_member.team_id = team.id AND"
		     " staff.is_active = 1)"),
};
static const struct db_record team_record = DB_RECORD("team", struct voice_team, team_columns);

static const struct db_column alone_columns[] = {
	DB_COLUMN_AS(struct voice_team, name, "''"),
	DB_COLUMN_AS(struct voice_team, readers,
		     "coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM voice_read WHERE"
		     " voice_read.org_id = $1 AND voice_read.voice_id = $2 AND"
		     " voice_read.staff_id = staff.id) THEN 1 ELSE 0 END), 0)"),
	DB_COLUMN_AS(struct voice_team, people, "count(*)"),
};
static const struct db_record alone_record = DB_RECORD("staff", struct voice_team, alone_columns);

/* Behind the teams, those who are in none. */
static enum hk_result alone_add(struct ctx *cx, int64_t id, const struct db_rows *teams,
				struct voice_teams *ret)
{
	struct voice_team *items = hk_alloc(cx->arena, teams->count + 1, sizeof(*items));
	const struct voice_team *from = teams->items;
	size_t count = teams->count;

	for (size_t i = 0; i < count; i++)
		items[i] = from[i];
	HK_TRY(db_select_one(cx->db, &alone_record,
			     DB_WHERE("is_active = 1 AND NOT EXISTS (SELECT 1 FROM team_member"
				      " WHERE team_member.org_id = $1 AND"
				      " team_member.staff_id = staff.id)",
				      ""),
			     DB_ARGS(id), &items[count]));
	*ret = (struct voice_teams){ items, items[count].people ? count + 1 : count };
	return HK_OK;
}

enum hk_result voice_teams(struct ctx *cx, int64_t id, struct voice_teams *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &team_record,
			 DB_WHERE("is_restricted = 0 OR EXISTS (SELECT 1 FROM team_member WHERE"
				  " team_member.org_id = $1 AND team_member.team_id = team.id AND"
				  " team_member.staff_id = $3)",
				  "ORDER BY team.name, team.id"),
			 DB_ARGS(id, cx->actor->id), &rows));
	return alone_add(cx, id, &rows, ret);
}
