package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.BusyException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.connection.BusyWait;
import dev.sqlane.sqlite.internal.connection.ConnectionOpener;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a wait for a foreign lock lasts, by a clock that moves only while somebody waits. */
class BusyWaitTest {
    private static final Task TASK = Task.named("patient");

    @TempDir
    Path folder;

    private final SteppedTime time = new SteppedTime();
    private PhysicalConnection connection;
    private Connection holder;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("busy.db");
        holder = Plain.open(file);
        Plain.run(holder, "create table item (name text)");
        SqliteConfiguration configuration = SqliteConfiguration.defaults();
        connection = new ConnectionOpener(
                        Role.WRITE, file, FileIdentity.of(file), configuration, waiting(Duration.ZERO), Events.NONE)
                .open(new Deadline(time, Duration.ofSeconds(1)));
        Plain.run(holder, "begin immediate");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close("the test is over");
        holder.close();
    }

    private BusyWait waiting(Duration busyTimeout) {
        return new BusyWait(busyTimeout, time, Events.NONE);
    }

    private boolean begin(Duration busyTimeout, Duration deadline) throws SQLException {
        Deadline until = new Deadline(time, deadline);
        return waiting(busyTimeout).until(connection, TASK, () -> until, null, () -> {
            connection.beginImmediate();
            return true;
        });
    }

    @Test
    void oneHolderMayKeepTheLockForTheBusyTimeout() {
        assertThatThrownBy(() -> begin(Duration.ofSeconds(5), Duration.ofSeconds(30)))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("gave up after 5000 ms");
        assertThat(time.now).isEqualTo(Duration.ofSeconds(5));
    }

    /** Each of them shorter than the busy timeout, all of them together much longer: the wait goes on. */
    @Test
    void eachHolderHasTheBusyTimeoutToItself() throws Exception {
        for (int second = 4; second <= 20; second += 4) {
            boolean last = second == 20;
            time.at(Duration.ofSeconds(second), () -> {
                Plain.run(holder, "insert into item values ('of one holder')", "commit");
                if (!last) {
                    Plain.run(holder, "begin immediate");
                }
            });
        }
        assertThat(begin(Duration.ofSeconds(5), Duration.ofSeconds(30))).isTrue();
        assertThat(time.now).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
        connection.rollback();
    }

    @Test
    void theDeadlineEndsAllOfThem() {
        for (int second = 4; second <= 60; second += 4) {
            time.at(
                    Duration.ofSeconds(second),
                    () -> Plain.run(holder, "insert into item values ('x')", "commit", "begin immediate"));
        }
        assertThatThrownBy(() -> begin(Duration.ofSeconds(5), Duration.ofSeconds(30)))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("reached its deadline of 30000 ms after 30000 ms");
        assertThat(time.now).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aBusyTimeoutOfZeroFailsAtOnce() {
        assertThatThrownBy(() -> begin(Duration.ZERO, Duration.ofSeconds(30))).isInstanceOf(BusyException.class);
        assertThat(time.now).isZero();
    }

    /** Moves on by what is waited for, and lets things happen on the way. */
    private static final class SteppedTime implements TimeSource {
        private final TreeMap<Duration, Plain.Call> agenda = new TreeMap<>();
        private Duration now = Duration.ZERO;

        void at(Duration when, Plain.Call call) {
            agenda.put(when, call);
        }

        @Override
        public long nanoTime() {
            return now.toNanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            now = now.plusNanos(nanos);
            while (!agenda.isEmpty() && agenda.firstKey().compareTo(now) <= 0) {
                try {
                    agenda.pollFirstEntry().getValue().run();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }
}
