/* The IMAP side of a net child: watches one folder and hands each new mail to the owner. */
#pragma once

#include "net/line.h"
#include "net/link.h"

enum hk_result imap_serve(struct net_link *link, const struct net_imap *mailbox,
			  gnutls_certificate_credentials_t trust);
