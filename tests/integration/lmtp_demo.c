/*
 * The LMTP server before a small house, for tests: lmtp_demo ADDRESS FOLDER
 * Keeps each message in the folder as RECIPIENT.NUMBER. "refuse@" refuses it, "later@" keeps it at
 * the second try, "slow@" takes half a second; only hark.example has mailboxes. Prints
 * "ready PORT", and ends with standard input.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "channel/email/lmtp.h"

enum { MAIL_BYTES = 64 * 1024 * 1024, SLOW_MS = 500 };

struct demo {
	const char *folder;
	pthread_mutex_t lock;
	int kept, deferred;
};

static enum hk_result recipient_check(void *worker, const char *address)
{
	(void)worker;
	return hk_ends(address, "@hark.example") ? HK_OK : HK_NOT_FOUND;
}

static int number_take(struct demo *demo)
{
	int number;

	pthread_mutex_lock(&demo->lock);
	number = demo->kept++;
	pthread_mutex_unlock(&demo->lock);
	return number;
}

static enum hk_result message_keep(void *worker, const char *recipient, const char *sender,
				   const struct lmtp_message *message, const char **ret_text)
{
	struct demo *demo = worker;
	scoped_arena *arena = hk_arena_new();
	const char *bytes = message->bytes;
	char *read;
	size_t length = (size_t)message->size;

	(void)sender;
	if (hk_starts(recipient, "refuse@")) {
		*ret_text = "We do not take this.";
		return HK_INVALID;
	}
	if (hk_starts(recipient, "later@") && demo->deferred++ == 0)
		return HK_UNAVAILABLE;
	if (hk_starts(recipient, "slow@"))
		hk_pause_ms(SLOW_MS);
	if (!*demo->folder)
		return HK_OK; /* for measuring the bare protocol */
	if (!bytes) {
		if (hk_fd_read(arena, message->fd, MAIL_BYTES, &read, &length) != HK_OK ||
		    (int64_t)length != message->size)
			return HK_FAILED;
		bytes = read;
	}
	return hk_file_write(
		hk_format(arena, "%s/%s.%d", demo->folder, recipient, number_take(demo)), bytes,
		length, 0600);
}

int main(int count, char **words)
{
	struct demo demo = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct lmtp_handler handler = { .data = &demo,
					.recipient = recipient_check,
					.message = message_keep };
	struct lmtp_settings settings = lmtp_settings_default;
	struct lmtp_server *server;

	if (count != 3)
		return EXIT_FAILURE;
	demo.folder = words[2];
	settings.address = words[1];
	settings.limits.spool = *demo.folder ? demo.folder : "/tmp";
	if (lmtp_open(&settings, &handler, &server) != HK_OK)
		return EXIT_FAILURE;
	printf("ready %d\n", lmtp_port(server));
	fflush(stdout);
	while (getchar() != EOF)
		;
	lmtp_close(server);
	return EXIT_SUCCESS;
}
