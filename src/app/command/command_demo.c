#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "app/demo.h"
#include "base/text.h"

static enum hk_result run(struct ctx *cx, struct open_house *open, void *data)
{
	(void)open;
	return demo_load(cx, data);
}

int command_demo(struct command_line *line)
{
	const char *verb = command_word(line);
	const char *tickets = command_option(line, "--tickets");
	const char *seed = command_option(line, "--seed");
	struct demo demo = { .tickets = 64, .seed = 1 };

	if (!verb || strcmp(verb, "load") != 0 ||
	    (tickets && (!hk_number(tickets, &demo.tickets) || demo.tickets < 1)) ||
	    (seed && !hk_number(seed, &demo.seed))) {
		fprintf(stderr, "hark: demo takes load, --tickets N and --seed N.\n");
		return EX_USAGE;
	}
	return command_is_done(line) ? command_run_plain(line, 0, run, &demo) : EX_USAGE;
}
