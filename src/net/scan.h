/* A net child that hands one file to a virus scanner: clamd's INSTREAM, as clamd(8) has it. */
#pragma once

#include <gnutls/gnutls.h>

#include "net/link.h"

/* Connects, takes the file from its owner, and says what the scanner answered. */
enum hk_result scan_serve(struct net_link *link, const struct wire_scan *scan,
			  gnutls_certificate_credentials_t trust);
