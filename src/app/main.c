#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command/command.h"

static int command_help(struct command_line *line);

static const struct command commands[] = {
	{ "init",
	  "--org NAME --admin EMAIL [--mailbox ADDRESS] [--language CODE] [--timezone NAME]"
	  " [--code CODE] [--host NAME]",
	  "makes the schema, the first organisation, administrator and mailbox", command_init },
	{ "serve", "[--role all|web,work,intake]", "runs Hark until it is told to stop",
	  command_serve },
	{ "mail-in", "[--mailbox ADDRESS]", "keeps one raw message from standard input",
	  command_mail_in },
	{ "import",
	  "mbox|maildir PATH | imap URL --mailbox ADDRESS [--since DATE] [--before DATE]"
	  " [--state closed|open] | list | show N | stop N | go-on N | undo N",
	  "takes over an old mailbox, with its own times and without sending anything",
	  command_import },
	{ "ticket", "show N | list [--state S]", "shows tickets", command_ticket },
	{ "staff",
	  "add EMAIL --name NAME --role employee|agent|supervisor|manager|admin [--skill "
	  "CODE:LEVEL ...] | list",
	  "people who work here", command_staff },
	{ "link", "EMAIL", "makes a one-time link to sign in, good for an hour", command_link },
	{ "token", "add --staff EMAIL [--name NAME] | list | revoke ID", "tokens for programs",
	  command_token },
	{ "demo", "load [--tickets N] [--seed N]", "adds demonstration tickets in four languages",
	  command_demo },
	{ "backup", "FILE", "keeps everything in one encrypted file, while Hark runs",
	  command_backup },
	{ "restore", "FILE", "brings a backup back to an empty place", command_restore },
	{ "fsck", "[--words]", "checks that everything is there and agrees", command_fsck },
	{ "export", "DIR", "writes everything in open formats", command_export },
	{ "routes", "", "prints every address that is served, and the right that it needs",
	  command_routes },
	{ "settings", "", "prints every setting, its value and what it is for", command_settings },
	{ "help", "", "prints this", command_help },
};

static int command_help(struct command_line *line)
{
	(void)line;
	printf("Hark, a customer response system.\n\n");
	for (size_t i = 0; i < HK_COUNT(commands); i++)
		printf("hark %s %s\n    %s\n", commands[i].name, commands[i].usage,
		       commands[i].sentence);
	printf("\nEverywhere: --config FILE, --org CODE, --json.\n");
	return 0;
}

static int command_call(const char *name, struct command_line *line)
{
	for (size_t i = 0; i < HK_COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(line);
	fprintf(stderr, "hark: there is no command \"%s\"; see `hark help`.\n", name);
	return EX_USAGE;
}

/* What every command takes may stand before its name too. */
int main(int argc, char **argv)
{
	struct command_line line = { .count = argc > 1 ? argc - 1 : 0, .words = argv + 1 };
	bool wants_help = command_flag(&line, "--help") || command_flag(&line, "-h");
	const char *name;

	signal(SIGPIPE, SIG_IGN);
	line.config = command_option(&line, "--config");
	line.org = command_option(&line, "--org");
	line.is_json = command_flag(&line, "--json");
	name = command_word(&line);
	if (!name && !wants_help && !command_is_done(&line))
		return EX_USAGE;
	return command_call(wants_help || !name ? "help" : name, &line);
}
