package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Preload;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power cut takes of a database that runs at NORMAL. A library preloaded into a child process keeps, beside the database and its
 * log, shadows of them as they were when they were last synced. When the power is cut, that is what is certain to be left; of what was
 * written since, any part may be there.
 */
@EnabledOnOs(OS.LINUX)
class PowerCutTest {
    private static final String SHIM = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <pthread.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/stat.h>
            #include <unistd.h>

            /* Reads through the given descriptor: closing another one of the file would drop SQLite's locks. */
            /* A commit and a checkpoint may sync the log at the same time. */
            static pthread_mutex_t one_copy = PTHREAD_MUTEX_INITIALIZER;

            static void copy(int fd) {
              char link[64], name[4096], target[4200], partial[4210];
              const size_t size = 65536;
              const char *database = getenv("POWER_CUT_DATABASE"), *shadow = getenv("POWER_CUT_SHADOW");
              if (!database || !shadow) return;
              snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
              ssize_t length = readlink(link, name, sizeof name - 1);
              if (length < 0) return;
              name[length] = 0;
              if (strncmp(name, database, strlen(database)) != 0) return;
              const char *suffix = name + strlen(database);
              if (*suffix && strcmp(suffix, "-wal") != 0) return;
              snprintf(target, sizeof target, "%s%s", shadow, suffix);
              snprintf(partial, sizeof partial, "%s.partial", target);
              /* Not on the stack, since the JVM has threads with small ones. */
              char *block = malloc(size);
              pthread_mutex_lock(&one_copy);
              int out = open(partial, O_WRONLY | O_CREAT | O_TRUNC, 0644);
              off_t at = 0;
              ssize_t got;
              while ((got = pread(fd, block, size, at)) > 0) {
                if (pwrite(out, block, got, at) != got) abort();
                at += got;
              }
              close(out);
              free(block);
              /* At once, since the process may be killed at any time. */
              if (got < 0 || rename(partial, target) != 0) abort();
              pthread_mutex_unlock(&one_copy);
            }

            #define INTERPOSE(name) \\
              int name(int fd) { \\
                static int (*real)(int); \\
                if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, #name); \\
                int result = real(fd); \\
                if (result == 0) copy(fd); \\
                return result; \\
              }
            INTERPOSE(fsync)
            INTERPOSE(fdatasync)
            """;

    private static final int MIXTURES = 10;

    /** What the disk writes as a whole. */
    private static final int SECTOR = 512;

    @TempDir
    private Path folder;

    private Path shim;
    private Path live;
    private Path synced;

    @BeforeEach
    void prepare() throws Exception {
        shim = Preload.build(folder, SHIM);
        live = Files.createDirectory(folder.resolve("live"));
        synced = Files.createDirectory(folder.resolve("synced"));
    }

    private ForeignProcess start() throws Exception {
        return start("NORMAL");
    }

    private ForeignProcess start(String synchronous) throws Exception {
        ForeignProcess program = new ChildJvm(PowerCutProgram.class, folder)
                .through(
                        "env",
                        "LD_PRELOAD=" + shim,
                        "POWER_CUT_DATABASE=" + live.toRealPath().resolve("cut.db"),
                        "POWER_CUT_SHADOW=" + synced.resolve("cut.db"))
                .start(live.resolve("cut.db").toString(), synchronous);
        assertThat(program.answer()).isEqualTo("ready");
        return program;
    }

    private static void order(ForeignProcess program, String line, int number) throws Exception {
        program.send(line);
        assertThat(program.answer()).isEqualTo("acknowledged " + number);
    }

    /** Returns how many units are left if the power is cut now and everything is lost that was not synced. */
    private int leftAfterCut() throws Exception {
        Path cut = Files.createTempDirectory(folder, "cut");
        for (String name : List.of("cut.db", "cut.db-wal")) {
            if (Files.exists(synced.resolve(name))) {
                Files.copy(synced.resolve(name), cut.resolve(name));
            }
        }
        return check(cut);
    }

    /** Checks that the database is sound and holds the first units, each whole; returns how many. */
    private static int check(Path cut) throws SQLException {
        try (SqliteDatabase db = Sqlite.open(cut.resolve("cut.db"))) {
            Invariants.check(db);
            List<Integer> whole =
                    db.query("select n from item join other_half using (n) order by n", row -> row.getInt(1));
            assertThat(whole)
                    .isEqualTo(IntStream.rangeClosed(1, whole.size()).boxed().toList());
            assertThat(db.queryValue("select n from counter", Integer.class)).contains(whole.size());
            assertThat(db.queryValue("select count(*) from item", Integer.class))
                    .contains(whole.size());
            assertThat(db.queryValue("select count(*) from other_half", Integer.class))
                    .contains(whole.size());
            return whole.size();
        }
    }

    @Test
    void aFullUnitIsDurableWithAllBeforeIt() throws Exception {
        try (ForeignProcess program = start()) {
            order(program, "full", 1);
            assertThat(leftAfterCut()).isEqualTo(1);
            order(program, "normal", 2);
            order(program, "normal", 3);
            assertThat(leftAfterCut()).as("NORMAL units alone are not synced").isEqualTo(1);
            order(program, "full", 4);
            assertThat(leftAfterCut()).as("FULL").isEqualTo(4);
            order(program, "normal", 5);
            assertThat(leftAfterCut()).as("NORMAL after FULL").isEqualTo(4);
        }
    }

    @Test
    void aFullUnitThatWroteNothingMakesThoseBeforeItDurable() throws Exception {
        try (ForeignProcess program = start()) {
            order(program, "normal", 1);
            order(program, "normal", 2);
            order(program, "empty full", 0);
            assertThat(leftAfterCut()).isEqualTo(2);
            order(program, "empty full", 0);
            order(program, "normal", 3);
            assertThat(leftAfterCut()).isEqualTo(2);
            order(program, "empty full", 0);
            assertThat(leftAfterCut()).isEqualTo(3);
        }
    }

    @Test
    void aReaderThatPinsTheLogDoesNotKeepAnEmptyFullUnitFromSyncing() throws Exception {
        try (ForeignProcess program = start()) {
            order(program, "normal", 1);
            order(program, "pin", 0);
            order(program, "normal", 2);
            order(program, "empty full", 0);
            assertThat(leftAfterCut()).isEqualTo(2);
            order(program, "normal", 3);
            order(program, "empty full", 0);
            assertThat(leftAfterCut()).isEqualTo(3);
        }
    }

    @Test
    void aReaderOfTheFileAloneDoesNotKeepAnEmptyFullUnitFromSyncing() throws Exception {
        try (ForeignProcess program = start()) {
            order(program, "normal", 1);
            order(program, "empty full", 0);
            // The whole log is in the file now, so this reader does not look at the log.
            order(program, "pin", 0);
            order(program, "normal", 2);
            order(program, "empty full", 0);
            assertThat(leftAfterCut()).isEqualTo(2);
        }
    }

    @Test
    void aFullUnitThatUndidWhatItWroteMakesThoseBeforeItDurable() throws Exception {
        try (ForeignProcess program = start()) {
            order(program, "normal", 1);
            order(program, "undone full", 0);
            assertThat(leftAfterCut()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyUnitOfAFullDatabaseMakesNormalOnesBeforeItDurable() throws Exception {
        try (ForeignProcess program = start("FULL")) {
            order(program, "full", 1);
            order(program, "normal", 2);
            assertThat(leftAfterCut()).isEqualTo(1);
            order(program, "empty full", 0);
            assertThat(leftAfterCut()).isEqualTo(2);
        }
    }

    /** It counts as a change, but SQLite compares before it writes a page. */
    @Test
    void aFullUnitThatWroteWhatWasThereMakesThoseBeforeItDurable() throws Exception {
        try (ForeignProcess program = start()) {
            order(program, "normal", 1);
            order(program, "same full", 1);
            assertThat(leftAfterCut()).isEqualTo(1);
        }
    }

    /**
     * The power is cut while many threads write. What was synced holds all units up to the last acknowledged FULL one; and so it does
     * with any part of what was written since. The next program goes on with one of these.
     */
    @Test
    void aCutAmidGroupsLeavesASoundDatabase() throws Exception {
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int cuts = 0; cuts < 4; cuts++) {
            int durable = 0;
            try (ForeignProcess program = start()) {
                program.send("burst");
                int acknowledgements = 50 + random.nextInt(2_000);
                for (int i = 0; i < acknowledgements; i++) {
                    assertThat(program.answer()).doesNotStartWith("failed");
                }
                program.kill();
                durable = lastFull(program.output());
            }
            assertThat(durable).isPositive();
            assertThat(leftAfterCut()).as("seed %d, cut %d", seed, cuts).isGreaterThanOrEqualTo(durable);
            Path mixture = live;
            for (int i = 0; i < MIXTURES; i++) {
                mixture = mix(random);
                Path copy = Files.createTempDirectory(folder, "copy");
                for (String name : List.of("cut.db", "cut.db-wal")) {
                    Files.copy(mixture.resolve(name), copy.resolve(name));
                }
                assertThat(check(copy))
                        .as("seed %d, cut %d, mixture %d", seed, cuts, i)
                        .isGreaterThanOrEqualTo(durable);
            }
            goOn(mixture);
        }
    }

    private static int lastFull(String output) {
        return output.lines()
                .filter(line -> line.matches("# full [0-9]+"))
                .mapToInt(line -> Integer.parseInt(line.substring(7)))
                .max()
                .orElse(0);
    }

    /** What may be left: each sector as it was synced, or as it was written since. */
    private Path mix(Random random) throws IOException {
        Path mixture = Files.createTempDirectory(folder, "mixture");
        for (String name : List.of("cut.db", "cut.db-wal")) {
            byte[] now = Files.readAllBytes(live.resolve(name));
            byte[] then = Files.exists(synced.resolve(name)) ? Files.readAllBytes(synced.resolve(name)) : new byte[0];
            byte[] left = new byte[random.nextBoolean() ? now.length : then.length];
            int newOnes = 1 + random.nextInt(8);
            for (int at = 0; at < left.length; at += SECTOR) {
                byte[] source = random.nextInt(8) < newOnes ? now : then;
                int length = Math.min(SECTOR, Math.min(left.length, source.length) - at);
                if (length > 0) {
                    System.arraycopy(source, at, left, at, length);
                }
            }
            Files.write(mixture.resolve(name), left);
        }
        return mixture;
    }

    /** After the power is back there is only what was left. */
    private void goOn(Path left) throws IOException {
        Files.deleteIfExists(live.resolve("cut.db-shm"));
        for (String name : List.of("cut.db", "cut.db-wal")) {
            for (Path place : List.of(live, synced)) {
                Files.deleteIfExists(place.resolve(name));
                Files.copy(left.resolve(name), place.resolve(name));
            }
        }
    }
}
