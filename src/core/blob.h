/*
 * The blob store: bytes by the SHA-256 of their content, kept per organisation
 * (so that one cannot learn what another stores). What blob_put() returned HK_OK
 * for survives a power cut. Files: DIR/<org>/<first two letters>/<digest>.
 * Small mails are rows: who reads asks core/blob_kept.h, which knows both.
 */
#pragma once

#include "base/arena.h"
#include "base/result.h"

struct blobs;

struct blobs *blobs_open(const char *folder);
void blobs_close(struct blobs *blobs);

/* ret_name: 64 hexadecimal letters. HK_UNAVAILABLE: the disk is full or broken; nothing is kept. */
enum hk_result blob_put(struct blobs *blobs, struct hk_arena *arena, int64_t org_id,
			const void *bytes, size_t length, const char **ret_name);
/* The same from a file, read from its beginning. */
enum hk_result blob_put_file(struct blobs *blobs, struct hk_arena *arena, int64_t org_id, int fd,
			     const char **ret_name, int64_t *ret_length);
/* A descriptor to read from, which the caller closes. HK_NOT_FOUND. */
enum hk_result blob_file_open(struct blobs *blobs, int64_t org_id, const char *name, int *ret_fd,
			      int64_t *ret_length);
/* Reads it whole and compares the digest: HK_OK, HK_NOT_FOUND, HK_INVALID. */
enum hk_result blob_file_check(struct blobs *blobs, int64_t org_id, const char *name);
/*
 * Removes one that nobody names any more, unless it was put again since that time (ms UTC, of the
 * disk's clock): every put says anew that it is wanted, before the row that names it is written.
 * Putters and removers exclude each other by a lock on the folder, across processes too, so that
 * none is removed between the two. HK_CONFLICT: it is wanted; HK_NOT_FOUND; HK_UNAVAILABLE:
 * somebody puts one just now.
 */
enum hk_result blob_remove(struct blobs *blobs, int64_t org_id, const char *name, int64_t since);

/* Names of those in one of the 256 folders that were put before that time; and removes what
 * writers who were killed left half done there. */
struct blob_names {
	const char **items;
	size_t count;
};

enum { BLOB_FOLDERS = 256 };

enum hk_result blob_names_old(struct blobs *blobs, struct hk_arena *arena, int64_t org_id,
			      int folder, int64_t before, struct blob_names *ret);
const char *blobs_folder(const struct blobs *blobs);
