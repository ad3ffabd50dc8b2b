package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Threads.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of JDK Flight Recorder shows. */
class FlightRecorderTest {
    private static final List<String> NAMES = List.of("Queue", "Lock", "Run", "Commit", "Checkpoint");

    @TempDir
    private Path folder;

    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.open(folder.resolve("flight.db"));
        db.run(c -> c.script("create table item (id integer primary key, data blob)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    /** A recording of our events alone, however short they are. */
    private static Recording recording() {
        Recording recording = new Recording();
        NAMES.forEach(name -> recording.enable("dev.sqlane." + name).withoutThreshold());
        recording.start();
        return recording;
    }

    private List<RecordedEvent> events(Recording recording, String name) throws IOException {
        if (recording.getState() == RecordingState.RUNNING) {
            recording.stop();
        }
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.sqlane." + name))
                .filter(event -> event.getString("database").equals(db.path().toString()))
                // A recording is not in order.
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    @Test
    void aWriteIsRecordedWithItsTask() throws Exception {
        try (Recording recording = recording()) {
            db.run(Task.named("create item"), c -> c.update("insert into item (data) values (x'00')"));

            for (String name : List.of("Queue", "Lock", "Run", "Commit")) {
                assertThat(events(recording, name)).as(name).singleElement().satisfies(event -> {
                    assertThat(event.getString("task")).isEqualTo("create item");
                    assertThat(event.getString("pool")).isEqualTo("write pool");
                    assertThat(event.getString("failure")).isNull();
                    assertThat(event.getThread().getJavaName())
                            .isEqualTo(Thread.currentThread().getName());
                    assertThat(event.getStackTrace()).isNull();
                    assertThat(event.getDuration()).isPositive();
                });
            }
            RecordedEvent commit = events(recording, "Commit").get(0);
            assertThat(commit.getInt("units")).isEqualTo(1);
            assertThat(commit.getDuration("lockHeld")).isPositive();
        }
    }

    @Test
    void readsQueriesAndJdbcConnectionsAreRecorded() throws Exception {
        try (Recording recording = recording()) {
            db.read(Task.named("look"), c -> c.exists("select 1 from item"));
            assertThat(db.exists("select 1 from item")).isFalse();
            try (Connection connection = db.readPool().getConnection()) {
                assertThat(connection.isReadOnly()).isTrue();
            }
            db.maintain(
                    Task.named("vacuum"),
                    connection -> connection.createStatement().execute("vacuum"));

            assertThat(events(recording, "Run"))
                    .extracting(event -> event.getString("task"))
                    .containsExactly("look", "query", "JDBC connection", "vacuum");
        }
    }

    @Test
    void theDurationOfAWaitIsThatOfTheEvent() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        db.addListener(new Events() {
            @Override
            public void waitStarted(Role role, Task task) {
                waiting.countDown();
            }
        });
        try (Recording recording = recording()) {
            Connection holder = db.writePool().getConnection();
            Running<Long> second = Threads.start(
                    "second",
                    () -> db.write(Task.named("second"), c -> c.update("insert into item (data) values (x'00')")));
            Threads.await(waiting);
            holder.close();
            assertThat(second.get()).isEqualTo(1);

            RecordedEvent held = only(events(recording, "Run"), "JDBC connection");
            RecordedEvent queued = only(events(recording, "Queue"), "second");
            assertThat(queued.getStartTime()).isBetween(held.getStartTime(), held.getEndTime());
            // The holder's event ends once the connection has been given back, by which time the next one may have it.
            assertThat(queued.getEndTime()).isAfter(held.getStartTime());
            assertThat(only(events(recording, "Run"), "second").getStartTime()).isAfterOrEqualTo(queued.getEndTime());
        }
    }

    private static RecordedEvent only(List<RecordedEvent> events, String task) {
        List<RecordedEvent> found = events.stream()
                .filter(event -> event.getString("task").equals(task))
                .toList();
        assertThat(found).as(task).hasSize(1);
        return found.get(0);
    }

    @Test
    void aFailureIsRecordedByItsType() throws Exception {
        try (Recording recording = recording()) {
            assertThatThrownBy(() -> db.run(Task.named("fail"), c -> {
                        throw new IllegalStateException("a secret");
                    }))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(only(events(recording, "Run"), "fail").getString("failure"))
                    .isEqualTo("java.lang.IllegalStateException");
            assertThat(events(recording, "Commit")).isEmpty();
        }
    }

    @Test
    void aCheckpointIsRecorded() throws Exception {
        db.close();
        db = Sqlite.builder(folder.resolve("small.db")).checkpointSize(64 << 10).open();
        BlockingQueue<Checkpoint> done = new LinkedBlockingQueue<>();
        db.addListener(new SqliteEvents() {
            @Override
            public void checkpointed(Checkpoint checkpoint) {
                done.add(checkpoint);
            }
        });
        db.run(c -> c.script("create table item (data blob)"));
        try (Recording recording = recording()) {
            while (done.isEmpty()) {
                db.run(c -> c.update("insert into item (data) values (zeroblob(3000))"));
            }
            Checkpoint first = done.take();

            RecordedEvent event = events(recording, "Checkpoint").get(0);
            assertThat(event.getLong("pages")).isEqualTo(first.pages());
            assertThat(event.getLong("moved")).isEqualTo(first.moved());
            assertThat(event.getBoolean("emptied")).isEqualTo(first.emptied());
            assertThat(event.getString("blockedBy")).isNull();
        }
    }

    @Test
    void theDefaultProfileHasThemWithAThreshold() throws Exception {
        try (Recording recording = new Recording(Configuration.getConfiguration("default"))) {
            recording.start();
            db.run(Task.named("short"), c -> c.update("insert into item (data) values (x'00')"));
            CountDownLatch never = new CountDownLatch(1);
            db.run(
                    Task.named("long"),
                    c -> assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse());

            assertThat(events(recording, "Run"))
                    .extracting(event -> event.getString("task"))
                    .contains("long");
        }
        assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
                .filteredOn(type -> type.getName().startsWith("dev.sqlane."))
                .as("those whose class is loaded by now: a checkpoint may not have been")
                .hasSizeGreaterThanOrEqualTo(NAMES.size() - 1)
                .allSatisfy(type -> {
                    assertThat(setting(type, "enabled")).isEqualTo("true");
                    assertThat(setting(type, "stackTrace")).isEqualTo("false");
                    assertThat(setting(type, "threshold"))
                            .isEqualTo(type.getName().endsWith("Checkpoint") ? "0 ns" : "10 ms");
                });
    }

    private static String setting(EventType type, String name) {
        return type.getSettingDescriptors().stream()
                .filter(setting -> setting.getName().equals(name))
                .map(SettingDescriptor::getDefaultValue)
                .findAny()
                .orElseThrow();
    }
}
