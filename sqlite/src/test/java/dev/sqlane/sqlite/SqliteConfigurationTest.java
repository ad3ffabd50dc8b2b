package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sqlane.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteConfigurationTest {
    private static final long GIB = 1L << 30;

    @Test
    void defaults() {
        SqliteConfiguration defaults = SqliteConfiguration.defaults();
        assertThat(defaults.maxReadConnections())
                .isEqualTo(Math.max(4, Runtime.getRuntime().availableProcessors()));
        assertThat(defaults)
                .usingRecursiveComparison()
                .isEqualTo(new SqliteConfiguration(
                        defaults.maxReadConnections(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Synchronous.NORMAL,
                        128,
                        8 * 1024 * 1024,
                        0,
                        64 * 1024 * 1024,
                        4 * 1024 * 1024,
                        16 * 1024 * 1024,
                        Duration.ofSeconds(30),
                        false,
                        true,
                        GroupCommit.UNITS,
                        Duration.ofMillis(5),
                        256,
                        10_000,
                        AsyncContext.NONE,
                        true,
                        Map.of(),
                        List.of(),
                        ConnectionCustomizer.NONE,
                        Events.NONE));
    }

    @Test
    void aBuilderSetsEveryComponentAndTakesThemOver() {
        ConnectionCustomizer customizer = (connection, role) -> {};
        Events events = new Events() {};
        AsyncContext asyncContext = work -> work;
        SqliteConfiguration configuration = SqliteConfiguration.builder()
                .maxReadConnections(1)
                .acquireTimeout(Duration.ofMillis(1))
                .busyTimeout(Duration.ZERO)
                .closeTimeout(Duration.ofHours(1))
                .synchronous(Synchronous.FULL)
                .statementCacheSize(2)
                .cacheSize(3)
                .mmapSize(4)
                .journalSizeLimit(5)
                .checkpointSize(65_536)
                .maxWalSize(65_537)
                .oldReaderAge(Duration.ofMillis(9))
                .interruptOldReaders(true)
                .foreignKeys(false)
                .groupCommit(GroupCommit.OFF)
                .maxGroupTime(Duration.ofMillis(7))
                .maxGroupSize(8)
                .asyncQueueSize(6)
                .asyncContext(asyncContext)
                .leakStacks(false)
                .pragma("cache_spill", "off")
                .extension(Path.of("a.so"))
                .customizer(customizer)
                .events(events)
                .build();
        assertThat(configuration)
                .isEqualTo(new SqliteConfiguration(
                        1,
                        Duration.ofMillis(1),
                        Duration.ZERO,
                        Duration.ofHours(1),
                        Synchronous.FULL,
                        2,
                        3,
                        4,
                        5,
                        65_536,
                        65_537,
                        Duration.ofMillis(9),
                        true,
                        false,
                        GroupCommit.OFF,
                        Duration.ofMillis(7),
                        8,
                        6,
                        asyncContext,
                        false,
                        Map.of("cache_spill", "off"),
                        List.of(Path.of("a.so")),
                        customizer,
                        events));
        assertThat(configuration.toBuilder().build()).isEqualTo(configuration).hasSameHashCodeAs(configuration);
        assertThat(configuration.toBuilder().cacheSize(0).build()).isNotEqualTo(configuration);
    }

    /** The bounds themselves, and one beyond. */
    static Stream<Arguments> ranges() {
        return Stream.of(
                range("maxReadConnections", 1, 1_000, SqliteSettings::maxReadConnections),
                range("statementCacheSize", 0, 10_000, SqliteSettings::statementCacheSize),
                range("maxGroupSize", 1, 10_000, SqliteSettings::maxGroupSize),
                range("asyncQueueSize", 1, 1_000_000, SqliteSettings::asyncQueueSize),
                rangeOfBytes("cacheSize", 64 * GIB, SqliteSettings::cacheSize),
                rangeOfBytes("mmapSize", 1024 * GIB, SqliteSettings::mmapSize),
                rangeOfTimes(
                        "acquireTimeout", Duration.ofMillis(1), Duration.ofDays(1), SqliteSettings::acquireTimeout),
                rangeOfTimes("busyTimeout", Duration.ZERO, Duration.ofDays(1), SqliteSettings::busyTimeout),
                rangeOfTimes("maxGroupTime", Duration.ZERO, Duration.ofSeconds(1), SqliteSettings::maxGroupTime),
                rangeOfTimes("oldReaderAge", Duration.ofMillis(1), Duration.ofDays(365), SqliteSettings::oldReaderAge),
                rangeOfTimes("closeTimeout", Duration.ZERO, Duration.ofHours(1), SqliteSettings::closeTimeout));
    }

    private interface Setter<T> {
        void set(SqliteConfiguration.Builder builder, T value);
    }

    private static Arguments range(String name, int least, int greatest, Setter<Integer> setter) {
        return arguments(
                name,
                "from " + least + " to " + greatest,
                settings(setter, least, greatest),
                settings(setter, least - 1, greatest + 1));
    }

    private static Arguments rangeOfBytes(String name, long greatest, Setter<Long> setter) {
        return arguments(
                name, "from 0 to " + greatest, settings(setter, 0L, greatest), settings(setter, -1L, greatest + 1));
    }

    private static Arguments rangeOfTimes(String name, Duration least, Duration greatest, Setter<Duration> setter) {
        return arguments(
                name,
                "from " + least + " to " + greatest,
                settings(setter, least, greatest),
                settings(setter, least.minusNanos(1), greatest.plusNanos(1)));
    }

    private static <T> List<Consumer<SqliteConfiguration.Builder>> settings(Setter<T> setter, T first, T second) {
        return List.of(builder -> setter.set(builder, first), builder -> setter.set(builder, second));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void refusesWhatIsOutsideTheRange(
            String name,
            String range,
            List<Consumer<SqliteConfiguration.Builder>> inside,
            List<Consumer<SqliteConfiguration.Builder>> outside) {
        for (Consumer<SqliteConfiguration.Builder> setting : inside) {
            SqliteConfiguration.Builder builder = SqliteConfiguration.builder();
            setting.accept(builder);
            assertThat(builder.build()).isNotNull();
        }
        for (Consumer<SqliteConfiguration.Builder> setting : outside) {
            SqliteConfiguration.Builder builder = SqliteConfiguration.builder();
            setting.accept(builder);
            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessageStartingWith(name + " is ")
                    .withMessageContaining(", but must be " + range + ": give ");
        }
    }

    @Test
    void theMessageHasTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SqliteConfiguration.builder().journalSizeLimit(-5).build())
                .withMessage("journalSizeLimit is -5, but must be at least 0: give bytes, or 0 for the least possible");
    }

    @Test
    void refusesWhatIsMissing() {
        List<Consumer<SqliteConfiguration.Builder>> missing = List.of(
                builder -> builder.acquireTimeout(null),
                builder -> builder.busyTimeout(null),
                builder -> builder.closeTimeout(null),
                builder -> builder.synchronous(null),
                builder -> builder.customizer(null),
                builder -> builder.events(null),
                builder -> builder.extension(null),
                builder -> builder.pragma(null, "1"),
                builder -> builder.pragma("cache_spill", null));
        for (Consumer<SqliteConfiguration.Builder> each : missing) {
            SqliteConfiguration.Builder builder = SqliteConfiguration.builder();
            each.accept(builder);
            assertThatNullPointerException().isThrownBy(builder::build);
        }
    }

    @Test
    void keepsCopiesInOrder() {
        Map<String, String> pragmas = new LinkedHashMap<>();
        List<Path> extensions = new ArrayList<>(List.of(Path.of("b"), Path.of("a")));
        for (String name : List.of("threads", "Cache_Spill", "temp_store", "analysis_limit")) {
            pragmas.put(name, "1");
        }
        SqliteConfiguration defaults = SqliteConfiguration.defaults();
        SqliteConfiguration configuration = new SqliteConfiguration(
                defaults.maxReadConnections(),
                defaults.acquireTimeout(),
                defaults.busyTimeout(),
                defaults.closeTimeout(),
                defaults.synchronous(),
                defaults.statementCacheSize(),
                defaults.cacheSize(),
                defaults.mmapSize(),
                defaults.journalSizeLimit(),
                defaults.checkpointSize(),
                defaults.maxWalSize(),
                defaults.oldReaderAge(),
                defaults.interruptOldReaders(),
                defaults.foreignKeys(),
                defaults.groupCommit(),
                defaults.maxGroupTime(),
                defaults.maxGroupSize(),
                defaults.asyncQueueSize(),
                defaults.asyncContext(),
                defaults.leakStacks(),
                pragmas,
                extensions,
                defaults.customizer(),
                defaults.events());
        pragmas.clear();
        extensions.clear();
        assertThat(configuration.pragmas().keySet())
                .containsExactly("threads", "cache_spill", "temp_store", "analysis_limit");
        assertThat(configuration.toBuilder().build().pragmas().keySet())
                .containsExactly("threads", "cache_spill", "temp_store", "analysis_limit");
        assertThat(configuration.extensions()).containsExactly(Path.of("b"), Path.of("a"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> configuration.pragmas().put("threads", "2"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> configuration.extensions().clear());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"on", "OFF", "0", "-2000", "+5", "1.5", "0x1F", "incremental", "'UTF-8'", "''", "'a b, c(d)--'"})
    void takesPragmaValues(String value) {
        assertThat(SqliteConfiguration.builder()
                        .pragma("cache_spill", value)
                        .build()
                        .pragmas())
                .containsEntry("cache_spill", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1;",
                "1; drop table t",
                "'a",
                "'a'b'",
                "'a;b'",
                "a b",
                "a(b)",
                "1--",
                "\"a\"",
                "[a]",
                "1.",
                "0x",
                "1e5",
                "'\n'",
                "'\0'",
                "on\n",
                "\u0661",
                "caf\u00e9",
                "$a",
                "?1"
            })
    void refusesPragmaValuesThatCouldEndTheStatement(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.builder()
                        .pragma("cache_spill", value)
                        .build())
                .withMessageStartingWith("the pragma cache_spill can't be set to \"" + value + "\": give ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "main.cache_spill", "a;b", "1a", "\"a\"", "a\n", "caf\u00e9", "a=b"})
    void refusesPragmaNamesThatAreNone(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SqliteConfiguration.builder().pragma(name, "1").build())
                .withMessageStartingWith("\"" + name + "\" is not the name of a pragma: give an identifier");
    }

    @ParameterizedTest
    @CsvSource({
        "synchronous, the setting synchronous",
        "foreign_keys, the setting foreignKeys",
        "FOREIGN_KEYS, the setting foreignKeys",
        "cache_size, the setting cacheSize",
        "mmap_size, the setting mmapSize",
        "journal_size_limit, the setting journalSizeLimit",
        "busy_timeout, the setting busyTimeout",
        "journal_mode, leave it out",
        "locking_mode, leave it out",
        "query_only, leave it out",
        "wal_autocheckpoint, leave it out",
        "defer_foreign_keys, leave it out",
        "user_version, SqliteDatabase.maintain",
        "wal_checkpoint, SqliteDatabase.maintain",
        "optimize, SqliteDatabase.maintain"
    })
    void refusesPragmasOfTheEngine(String name, String remedy) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SqliteConfiguration.builder().pragma(name, "1").build())
                .withMessageStartingWith("the pragma " + name + " can't be set to 1 here: ")
                .withMessageContaining(remedy);
    }

    @Test
    void refusesAPragmaGivenTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.builder()
                        .pragma("threads", "1")
                        .pragma("THREADS", "2")
                        .build())
                .withMessage("the pragma THREADS is given twice: leave one out");
    }
}
