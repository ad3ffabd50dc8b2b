package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trap 16c: a file that somebody else cuts short while a process has it mapped into memory. What dies of it is a child process; the
 * test itself never has the file open meanwhile.
 */
class CrashTrapsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void fill() throws SQLException {
        file = folder.resolve("trap.db");
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> {
                c.update("create table item (id integer primary key, data blob)");
                c.update("with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)"
                        + " insert into item (data) select zeroblob(3000) from n");
            });
        }
    }

    private ForeignProcess startReader(String stack, long mmapSize) throws Exception {
        ForeignProcess reader = new ChildJvm(MappedReader.class, folder)
                .options("-XX:-CreateCoredumpOnCrash")
                .start(file.toString(), stack, String.valueOf(mmapSize));
        assertThat(reader.answer()).isEqualTo("ready");
        return reader;
    }

    private static void truncate(Path path, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(channel.truncate(size).size()).isEqualTo(size);
        }
    }

    /** Has the process read on, and expects it to die of it. */
    private static void assertDies(ForeignProcess reader) throws Exception {
        reader.send("read");
        assertThat(reader.exitCode()).as("exit code of %s", reader.output()).isNotZero();
        assertThat(reader.output()).contains("SIGBUS");
    }

    @Test
    void trap16cPlainAndSqlaneATruncatedFile() throws Exception {
        List<ForeignProcess> readers = new ArrayList<>();
        try {
            ForeignProcess mapped = startReader("plain", 1L << 30);
            readers.add(mapped);
            ForeignProcess mappedOnRequest = startReader("sqlane", 1L << 30);
            readers.add(mappedOnRequest);
            ForeignProcess byDefault = startReader("sqlane", 0);
            readers.add(byDefault);
            truncate(file, Files.size(file) / 2);
            assertDies(mapped);
            assertDies(mappedOnRequest);
            byDefault.send("read");
            assertThat(byDefault.answer()).isEqualTo("read: code 11, state XX001");
            assertThat(byDefault.exitCode()).isZero();
        } finally {
            readers.forEach(ForeignProcess::close);
        }
    }

    /** {@code -shm} is always mapped, and nothing on this side of SQLite could help. */
    @Test
    void trap16cPlainAndSqlaneATruncatedSharedMemoryFile() throws Exception {
        for (String stack : new String[] {"plain", "sqlane"}) {
            try (ForeignProcess reader = startReader(stack, 0)) {
                truncate(folder.resolve("trap.db-shm"), 0);
                assertDies(reader);
            }
        }
    }
}
