/*
 * One word of the command line: `hark NAME ...`. Each command is a file, with its
 * row in the table of main.c. Exit codes are those of sysexits.h.
 */
#pragma once

#include <stdbool.h>

#include "app/house.h"

enum { OPTIONS_MAX = 32 };

struct command_line {
	int count;
	char **words;             /* after the program's name; taken ones become NULL */
	const char *config, *org; /* of --config and --org, which every command takes */
	bool is_json;
	const char *taken[OPTIONS_MAX]; /* names of options, to tell one that was given twice */
	size_t taken_count;
};

struct command {
	const char *name, *usage, *sentence;
	int (*run)(struct command_line *line);
};

/* Takes "--name VALUE" or "--name=VALUE" out of the line; NULL when it is not there. */
const char *command_option(struct command_line *line, const char *name);
bool command_flag(struct command_line *line, const char *name);
/* The next word that is no option; NULL when there is none. */
const char *command_word(struct command_line *line);
/* False, and a sentence on standard error, when something is left that nobody took. */
bool command_is_done(struct command_line *line);

/* A command that works on one organisation: opens the house, sets it, calls work, closes. */
struct command_work {
	unsigned needs; /* of house.h */
	ctx_work *work;
	void *data;
	bool is_write;
	void (*print)(struct ctx *cx, const void *data); /* NULL, or called when it is kept */
};

/* Runs work in a context that may do everything, and says on standard error what went wrong.
 * Returns an exit code. */
int command_run(struct command_line *line, const struct command_work *work);
/* The same for what opens its own transactions: cx->db is NULL in it. */
int command_run_plain(struct command_line *line, unsigned needs,
		      enum hk_result (*work)(struct ctx *cx, struct open_house *open, void *data),
		      void *data);
int command_exit(enum hk_result result);

/* Calls work for page after page until it says that there is no more. What it allocates lasts for
 * one page, so that a house of any size fits into memory. Needs cx->db. */
typedef enum hk_result command_page(struct ctx *cx, void *data, bool *ret_is_last);
enum hk_result command_pages(struct ctx *cx, command_page *work, void *data);

int command_backup(struct command_line *line);
int command_demo(struct command_line *line);
int command_export(struct command_line *line);
int command_fsck(struct command_line *line);
int command_import(struct command_line *line);
int command_init(struct command_line *line);
int command_serve(struct command_line *line);
int command_mail_in(struct command_line *line);
int command_ticket(struct command_line *line);
int command_staff(struct command_line *line);
int command_link(struct command_line *line);
int command_token(struct command_line *line);
int command_restore(struct command_line *line);
int command_routes(struct command_line *line);
int command_settings(struct command_line *line);
