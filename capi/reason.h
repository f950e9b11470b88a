/* What Go tells C: the reason of a refusal, for psacrypto_last_error. */
#ifndef PSACRYPTO_REASON_H
#define PSACRYPTO_REASON_H

#include <stddef.h>

void psacrypto_tell(const char *reason, size_t length);

#endif
