/*
 * The blob store: bytes by the SHA-256 of their content, kept per organisation
 * (so that one cannot learn what another stores). What blob_put() returned HK_OK
 * for survives a power cut. Files: DIR/<org>/<first two letters>/<digest>.
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
enum hk_result blob_open(struct blobs *blobs, int64_t org_id, const char *name, int *ret_fd,
			 int64_t *ret_length);
/* Reads it whole and compares the digest: HK_OK, HK_NOT_FOUND, HK_INVALID. */
enum hk_result blob_check(struct blobs *blobs, int64_t org_id, const char *name);
const char *blobs_folder(const struct blobs *blobs);
