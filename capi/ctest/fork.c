/* A forked child gets BAD_STATE at once from every function, whatever its parent was doing, and never hangs. */
#define _GNU_SOURCE
#include "calls.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define IN_CHILD(call) WANT(PSA_ERROR_BAD_STATE, call)

static void child(void)
{
    alarm(10); /* a hang ends the child with a signal, which the parent tells */
    EACH(IN_CHILD);
    IN_CHILD(psa_crypto_init());
    CHECK(strstr(psacrypto_last_error(), "fork") != NULL);
    mbedtls_psa_crypto_free();
    IN_CHILD(psa_crypto_init());
    _exit(result());
}

static void wait_for(pid_t pid)
{
    int status = -1;

    CHECK(pid > 0);
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void fork_once(void)
{
    fflush(stdout);
    const pid_t pid = fork();

    if (pid == 0)
        child();
    wait_for(pid);
}

/* Without the C library's handlers. */
static void clone_once(void)
{
    fflush(stdout);
    const pid_t pid = (pid_t)syscall(SYS_clone, 17 /* SIGCHLD */, NULL, NULL, NULL, 0UL);

    if (pid == 0)
        child();
    wait_for(pid);
}

static volatile int stop;

static void *busy(void *unused)
{
    uint8_t hash[32];
    size_t n;

    while (!stop)
        OK(psa_hash_compute(PSA_ALG_SHA_256, hash, 1, hash, 32, &n));
    return unused;
}

static void fork_while_busy(void)
{
    pthread_t threads[3];

    for (int i = 0; i < 3; i++)
        CHECK(pthread_create(&threads[i], NULL, busy, NULL) == 0);
    for (int i = 0; i < 10; i++)
        fork_once();
    stop = 1;
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
}

/* Programs that are executed are not children in this sense. */
static void executes(void)
{
    CHECK(system("exit 0") == 0);
}

int main(void)
{
    RUN(fork_once); /* before the library is ready in the parent */
    OK(psa_crypto_init());
    RUN(fork_once);
    RUN(clone_once);
    RUN(fork_while_busy);
    RUN(executes);
    OK(psa_generate_random(b, 16)); /* the parent goes on */
    mbedtls_psa_crypto_free();
    RUN(fork_once);
    return result();
}
