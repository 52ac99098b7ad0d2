#include "app/command/command.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "core/org.h"

static void take(struct command_line *line, const char *name)
{
	if (line->taken_count < OPTIONS_MAX)
		line->taken[line->taken_count++] = name;
}

static bool is_taken(const struct command_line *line, const char *word)
{
	size_t length = strcspn(word, "=");

	for (size_t i = 0; i < line->taken_count; i++)
		if (strlen(line->taken[i]) == length && strncmp(line->taken[i], word, length) == 0)
			return true;
	return false;
}

const char *command_option(struct command_line *line, const char *name)
{
	size_t length = strlen(name);

	for (int i = 0; i < line->count; i++) {
		char *word = line->words[i];
		if (!word || strncmp(word, name, length) != 0)
			continue;
		if (word[length] == '=') {
			line->words[i] = NULL;
			take(line, name);
			return word + length + 1;
		}
		if (!word[length] && i + 1 < line->count && line->words[i + 1]) {
			char *value = line->words[i + 1];
			line->words[i] = line->words[i + 1] = NULL;
			take(line, name);
			return value;
		}
	}
	return NULL;
}

bool command_flag(struct command_line *line, const char *name)
{
	for (int i = 0; i < line->count; i++)
		if (line->words[i] && strcmp(line->words[i], name) == 0) {
			line->words[i] = NULL;
			take(line, name);
			return true;
		}
	return false;
}

const char *command_word(struct command_line *line)
{
	for (int i = 0; i < line->count; i++)
		if (line->words[i] && line->words[i][0] != '-') {
			const char *word = line->words[i];
			line->words[i] = NULL;
			return word;
		}
	return NULL;
}

bool command_is_done(struct command_line *line)
{
	for (int i = 0; i < line->count; i++)
		if (line->words[i]) {
			fprintf(stderr,
				is_taken(line, line->words[i])
					? "hark: \"%s\" was given twice; please give it once.\n"
					: "hark: \"%s\" is not known here; see `hark help`.\n",
				line->words[i]);
			return false;
		}
	return true;
}

int command_exit(enum hk_result result)
{
	static const int codes[] = {
		[HK_OK] = 0,
		[HK_NOT_FOUND] = EX_NOUSER,
		[HK_DENIED] = EX_NOPERM,
		[HK_INVALID] = EX_DATAERR,
		[HK_CONFLICT] = EX_CANTCREAT,
		[HK_UNAVAILABLE] = EX_TEMPFAIL,
		[HK_FAILED] = EX_SOFTWARE,
	};

	return codes[result];
}

static int complain(const struct ctx *cx, enum hk_result result)
{
	static const char *const words[] = {
		[HK_OK] = "",
		[HK_NOT_FOUND] = "There is no such thing.",
		[HK_DENIED] = "That is not allowed.",
		[HK_INVALID] = "Something that was given is not right.",
		[HK_CONFLICT] = "It is there already, or somebody changed it meanwhile.",
		[HK_UNAVAILABLE] = "The database does not answer; nothing was changed.",
		[HK_FAILED] = "Something went wrong here; the log says more.",
	};

	if (result == HK_OK)
		return 0;
	if (cx->field_count == 0)
		fprintf(stderr, "hark: %s\n", cx->problem ? cx->problem : words[result]);
	for (size_t i = 0; i < cx->field_count; i++)
		fprintf(stderr, "hark: %s: %s\n", cx->fields[i].field, cx->fields[i].sentence);
	return command_exit(result);
}

static enum hk_result find_org(struct ctx *cx, void *data)
{
	return org_by_code(cx, ((const struct command_line *)data)->org);
}

int command_run_plain(struct command_line *line, unsigned needs,
		      enum hk_result (*work)(struct ctx *cx, struct open_house *open, void *data),
		      void *data)
{
	struct open_house open;
	enum hk_result result = house_open(&open, line->config, needs);
	int code;

	if (result != HK_OK) {
		fprintf(stderr, "hark: %s\n", open.problem ? open.problem : "cannot start");
		code = open.is_damaged            ? EX_DATAERR
		       : result == HK_UNAVAILABLE ? EX_TEMPFAIL
						  : EX_CONFIG;
		house_close(&open);
		return code;
	}

	struct hk_arena *arena = hk_arena_new();
	struct kit *kit = kit_new();
	struct ctx cx;

	ctx_init(&cx, &open.house, kit, arena, house_now(&open));
	cx.actor = &actor_house;
	if (!(needs & HOUSE_MIGRATE))
		result = ctx_read(&cx, find_org, line);
	if (result == HK_OK)
		result = work(&cx, &open, data);
	if (result != HK_OK && db_is_damaged(open.house.store))
		result = problem(&cx, HK_INVALID,
				 "The file of the database is damaged. Please keep it, and bring a "
				 "backup back with `hark restore`.");
	code = complain(&cx, result);
	kit_free(kit);
	hk_arena_free(arena);
	house_close(&open);
	return code;
}

static enum hk_result run_in(struct ctx *cx, struct open_house *open, void *data)
{
	const struct command_work *work = data;

	(void)open;
	enum hk_result result = work->is_write ? ctx_write(cx, work->work, work->data)
					       : ctx_read(cx, work->work, work->data);

	if (result == HK_OK && work->print)
		work->print(cx, work->data);
	return result;
}

int command_run(struct command_line *line, const struct command_work *work)
{
	struct command_work copy = *work;

	return command_run_plain(line, work->needs, run_in, &copy);
}

enum hk_result command_pages(struct ctx *cx, command_page *work, void *data)
{
	struct hk_arena *whole = cx->arena;
	bool is_last = false;

	while (!is_last) {
		scoped_arena *page = hk_arena_new();
		cx->arena = cx->db->arena = page;
		enum hk_result result = work(cx, data, &is_last);
		cx->arena = cx->db->arena = whole;
		HK_TRY(result);
	}
	return HK_OK;
}
