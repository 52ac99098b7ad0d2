/* The doorbell of a SQLite file: each process has a socket in a folder beside it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "db/sqlite.h"

struct db_line {
	int folder, fd;
	char name[48]; /* of our own socket in the folder */
};

/* The way through the descriptor stays short however long the path of the folder is. */
static struct sockaddr_un address_of(const struct db_line *line, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	sqlite3_snprintf(sizeof(address.sun_path), address.sun_path, "/proc/self/fd/%d/%s",
			 line->folder, name);
	return address;
}

static int folder_open(const char *path)
{
	char *name = sqlite3_mprintf("%s-bell", path);

	if (mkdir(name, 0700) != 0 && errno != EEXIST) {
		sqlite3_free(name);
		return -1;
	}

	int folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	sqlite3_free(name);
	return folder;
}

struct db_line *db_socket_open(struct db_engine *engine)
{
	if (engine->is_memory)
		return NULL;

	struct db_line *line = calloc(1, sizeof(*line));

	if (!line)
		abort();
	line->folder = folder_open(engine->path);
	line->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	sqlite3_snprintf(sizeof(line->name), line->name, "%d-%p", (int)getpid(), (void *)line);

	struct sockaddr_un address = address_of(line, line->name);

	if (line->folder >= 0 && line->fd >= 0) {
		unlinkat(line->folder, line->name, 0);
		if (bind(line->fd, (struct sockaddr *)&address, sizeof(address)) == 0)
			return line;
	}
	db_socket_close(line);
	return NULL;
}

void db_socket_close(struct db_line *line)
{
	if (line->folder >= 0)
		unlinkat(line->folder, line->name, 0);
	if (line->fd >= 0)
		close(line->fd);
	if (line->folder >= 0)
		close(line->folder);
	hk_free(line);
}

int db_socket_fd(const struct db_line *line)
{
	return line->fd;
}

bool db_socket_read(struct db_line *line, bool *ret_rang)
{
	char byte;

	while (recv(line->fd, &byte, sizeof(byte), 0) >= 0)
		*ret_rang = true;
	return errno == EAGAIN || errno == EINTR;
}

static void ring_one(const struct db_line *line, const char *name)
{
	struct sockaddr_un address = address_of(line, name);

	/* Nobody listens any more: he ended without taking his socket along. */
	if (sendto(line->fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address,
		   sizeof(address)) < 0 &&
	    errno == ECONNREFUSED)
		unlinkat(line->folder, name, 0);
}

static int is_socket_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

bool db_socket_ring(struct db_line *line)
{
	struct dirent **entries;
	int count = scandirat(line->folder, ".", &entries, is_socket_name, NULL);

	if (count < 0)
		return false;
	for (int i = 0; i < count; i++) {
		if (strcmp(entries[i]->d_name, line->name) != 0)
			ring_one(line, entries[i]->d_name);
		hk_free(entries[i]);
	}
	hk_free(entries);
	return true;
}
