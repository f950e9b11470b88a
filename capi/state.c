/*
 * The state of the library in this process, and reasons of refusals.
 *
 * After fork() the child has none of the threads of Go's runtime, and a call into Go would wait for them for ever. So the state is
 * in a page that the kernel gives to no child; where it can't do that, a handler of fork() does the same.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MADV_WIPEONFORK */

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guard.h"
#include "reason.h"

static atomic_int fallback = PSACRYPTO_CLOSED;
atomic_int *psacrypto_state = &fallback;

/* Guards opening and closing. A child never comes to it: it looks at the state first. */
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;

static __thread char reason[1024];

static void in_child(void)
{
    atomic_store(psacrypto_state, PSACRYPTO_FORKED);
}

__attribute__((constructor)) static void loaded(void)
{
    void *page = mmap(NULL, sizeof *psacrypto_state, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page != MAP_FAILED) {
#ifdef MADV_WIPEONFORK
        (void)madvise(page, sizeof *psacrypto_state, MADV_WIPEONFORK);
#endif
        atomic_init((atomic_int *)page, PSACRYPTO_CLOSED);
        psacrypto_state = page;
    }
    pthread_atfork(NULL, NULL, in_child);
}

/* Called from Go in the thread that called the library. */
void psacrypto_tell(const char *text, size_t length)
{
    if (length > sizeof reason - 1)
        length = sizeof reason - 1;
    memcpy(reason, text, length);
    reason[length] = '\0';
}

const char *psacrypto_last_error(void)
{
    return reason;
}

static psa_status_t refuse(psa_status_t status, const char *function, const char *why)
{
    snprintf(reason, sizeof reason, "%s: %s", function, why);
    return status;
}

psa_status_t psacrypto_not_ready(void)
{
    if (atomic_load(psacrypto_state) == PSACRYPTO_FORKED)
        return refuse(PSA_ERROR_BAD_STATE, "fork", "the library was loaded by a parent process; a forked child can't use it before it has executed a program (BAD_STATE)");
    return refuse(PSA_ERROR_BAD_STATE, "psa_crypto_init", "it has not been called, or mbedtls_psa_crypto_free since (BAD_STATE)");
}

psa_status_t psacrypto_null(const char *function)
{
    return refuse(PSA_ERROR_INVALID_ARGUMENT, function, "a pointer is null, or a length greater than memory (INVALID_ARGUMENT)");
}

psa_status_t psacrypto_null_in(const char *function, uint32_t operation)
{
    psacrypto_go_spoil(operation);
    return psacrypto_null(function);
}

psa_status_t psacrypto_in_use(const char *function)
{
    return refuse(PSA_ERROR_BAD_STATE, function, "the operation object is active, or was never initialised (BAD_STATE)");
}

psa_status_t psacrypto_second_algorithm(void)
{
    return refuse(PSA_ERROR_NOT_SUPPORTED, "psa_set_key_enrollment_algorithm", "policies have one algorithm (NOT_SUPPORTED)");
}

psa_status_t psa_crypto_init(void)
{
    psa_status_t status = PSA_SUCCESS;

    if (atomic_load(psacrypto_state) == PSACRYPTO_FORKED)
        return psacrypto_not_ready();
    pthread_mutex_lock(&changing);
    if (atomic_load(psacrypto_state) == PSACRYPTO_CLOSED) {
        status = psacrypto_go_init();
        if (status == PSA_SUCCESS)
            atomic_store(psacrypto_state, PSACRYPTO_READY);
    }
    pthread_mutex_unlock(&changing);
    return status;
}

void mbedtls_psa_crypto_free(void)
{
    if (atomic_load(psacrypto_state) == PSACRYPTO_FORKED)
        return;
    pthread_mutex_lock(&changing);
    if (atomic_load(psacrypto_state) == PSACRYPTO_READY) {
        atomic_store(psacrypto_state, PSACRYPTO_CLOSED);
        (void)psacrypto_go_free();
    }
    pthread_mutex_unlock(&changing);
}
