package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sqlane.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    @Test
    void nothingGivenIsTheDefault() {
        assertThat(SqliteConfiguration.from(Map.of())).isEqualTo(SqliteConfiguration.defaults());
        assertThat(SqliteConfiguration.from(new Properties())).isEqualTo(SqliteConfiguration.defaults());
    }

    @Test
    void readsEverySettingFromText() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("maxReadConnections", " 3 ");
        text.put("acquireTimeout", "20s");
        text.put("busyTimeout", "500 ms");
        text.put("closeTimeout", "PT1M");
        text.put("synchronous", "full");
        text.put("statementCacheSize", "0");
        text.put("cacheSize", "16MiB");
        text.put("mmapSize", "1024");
        text.put("journalSizeLimit", "64 MB");
        text.put("checkpointSize", "1MiB");
        text.put("maxWalSize", "2MiB");
        text.put("oldReaderAge", "5s");
        text.put("interruptOldReaders", "true");
        text.put("foreignKeys", "false");
        text.put("groupCommit", "off");
        text.put("maxGroupTime", "2ms");
        text.put("maxGroupSize", "9");
        text.put("asyncQueueSize", "5");
        text.put("leakStacks", "false");
        text.put("pragmas.threads", "2");
        text.put("pragmas.cache_spill", "off");
        text.put("extensions", "/a/b.so, c.so");
        SqliteConfiguration expected = SqliteConfiguration.builder()
                .maxReadConnections(3)
                .acquireTimeout(Duration.ofSeconds(20))
                .busyTimeout(Duration.ofMillis(500))
                .closeTimeout(Duration.ofMinutes(1))
                .synchronous(Synchronous.FULL)
                .statementCacheSize(0)
                .cacheSize(16 << 20)
                .mmapSize(1024)
                .journalSizeLimit(64_000_000)
                .checkpointSize(1 << 20)
                .maxWalSize(2 << 20)
                .oldReaderAge(Duration.ofSeconds(5))
                .interruptOldReaders(true)
                .foreignKeys(false)
                .groupCommit(GroupCommit.OFF)
                .maxGroupTime(Duration.ofMillis(2))
                .maxGroupSize(9)
                .asyncQueueSize(5)
                .leakStacks(false)
                .pragma("threads", "2")
                .pragma("cache_spill", "off")
                .extension(Path.of("/a/b.so"))
                .extension(Path.of("c.so"))
                .build();
        assertThat(SqliteConfiguration.from(text)).isEqualTo(expected);
        assertThat(SqliteConfiguration.from(text).pragmas().keySet()).containsExactly("threads", "cache_spill");

        Properties properties = new Properties();
        properties.putAll(text);
        assertThat(SqliteConfiguration.from(properties)).isEqualTo(expected);
        assertThat(SqliteConfiguration.from(properties).pragmas().keySet()).containsExactly("cache_spill", "threads");
    }

    @Test
    void takesObjectsAsTheyAre() {
        ConnectionCustomizer customizer = (connection, role) -> {};
        Events events = new Events() {};
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("maxReadConnections", 3);
        settings.put("busyTimeout", Duration.ofMillis(5));
        settings.put("synchronous", Synchronous.OFF);
        settings.put("cacheSize", 5_000_000_000L);
        settings.put("mmapSize", 1 << 20);
        settings.put("foreignKeys", false);
        settings.put("pragmas", Map.of("threads", 2));
        settings.put("extensions", List.of("a", Path.of("b")));
        settings.put("customizer", customizer);
        settings.put("events", events);
        assertThat(SqliteConfiguration.from(settings))
                .isEqualTo(SqliteConfiguration.builder()
                        .maxReadConnections(3)
                        .busyTimeout(Duration.ofMillis(5))
                        .synchronous(Synchronous.OFF)
                        .cacheSize(5_000_000_000L)
                        .mmapSize(1 << 20)
                        .foreignKeys(false)
                        .pragma("threads", "2")
                        .extension(Path.of("a"))
                        .extension(Path.of("b"))
                        .customizer(customizer)
                        .events(events)
                        .build());
        assertThat(SqliteConfiguration.from(Map.of("extensions", Path.of("c,d")))
                        .extensions())
                .containsExactly(Path.of("c,d"));
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "0s, PT0S",
        "30S, PT30S",
        "2m, PT2M",
        "1 h, PT1H",
        "1d, P1D",
        "PT5M, PT5M",
        "pt0.25s, PT0.25S"
    })
    void readsTimes(String text, Duration expected) {
        assertThat(SqliteConfiguration.from(Map.of("busyTimeout", text)).busyTimeout())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "10B, 10",
        "1kB, 1000",
        "1KiB, 1024",
        "8MiB, 8388608",
        "8mib, 8388608",
        "64MB, 64000000",
        "1GB, 1000000000",
        "2 GiB, 2147483648"
    })
    void readsSizes(String text, long expected) {
        assertThat(SqliteConfiguration.from(Map.of("cacheSize", text)).cacheSize())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxReadConnections | four | a whole number",
                "maxReadConnections | 4.0 | a whole number",
                "maxReadConnections | 99999999999 | a whole number",
                "maxReadConnections | '' | a whole number",
                "busyTimeout | 30 | units ms, s, m, h, d",
                "busyTimeout | 0 | units ms, s, m, h, d",
                "busyTimeout | 5 sec | units ms, s, m, h, d",
                "busyTimeout | 1.5s | units ms, s, m, h, d",
                "busyTimeout | -1s | units ms, s, m, h, d",
                "busyTimeout | soon | units ms, s, m, h, d",
                "busyTimeout | PT | units ms, s, m, h, d",
                "busyTimeout | 99999999999999999999s | units ms, s, m, h, d",
                "busyTimeout | 9223372036854775807d | units ms, s, m, h, d",
                "cacheSize | 8M | as 8MiB or 64MB",
                "cacheSize | 1.5GB | as 8MiB or 64MB",
                "cacheSize | -1 | as 8MiB or 64MB",
                "cacheSize | 9999999999TiB | as 8MiB or 64MB",
                "cacheSize | big | as 8MiB or 64MB",
                "foreignKeys | yes | true or false",
                "foreignKeys | TRUE | true or false",
                "foreignKeys | 1 | true or false",
                "synchronous | 2 | one of [OFF, NORMAL, FULL, EXTRA]",
                "synchronous | on | one of [OFF, NORMAL, FULL, EXTRA]",
                "extensions | a,,b | paths, separated by commas",
                "extensions | '' | paths, separated by commas",
                "pragmas | threads=2 | pragmas.<name>",
                "customizer | com.example.Custom | dev.sqlane.sqlite.ConnectionCustomizer",
                "events | com.example.Custom | dev.sqlane.Events"
            })
    void refusesWhatItCannotRead(String key, String value, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Map.of(key, value)))
                .withMessageStartingWith(key + " is \"" + value + "\", which can't be read: give ")
                .withMessageContaining(expected);
    }

    @Test
    void aBareNumberIsNoTimeEvenAsAnObject() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Map.of("busyTimeout", 30)))
                .withMessageStartingWith("busyTimeout is \"30\", which can't be read");
    }

    @Test
    void rangesHoldForTextToo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Map.of("maxReadConnections", "0")))
                .withMessageStartingWith("maxReadConnections is 0, but must be from 1 to 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Map.of("pragmas.journal_mode", "delete")))
                .withMessageStartingWith("the pragma journal_mode can't be set to delete here");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Map.of("pragmas.threads", List.of(1))))
                .withMessageStartingWith("pragmas.threads is \"[1]\", which can't be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Map.of("extensions", Arrays.asList(1))))
                .withMessageStartingWith("extensions is \"[1]\", which can't be read");
    }

    @ParameterizedTest
    @CsvSource({
        "maxReadConnection, maxReadConnections",
        "max-read-connections, maxReadConnections",
        "MAX_READ_CONNECTIONS, maxReadConnections",
        "busytimeout, busyTimeout",
        "busy_timeout, busyTimeout",
        "timeout, acquireTimeout",
        "cachesize, cacheSize",
        "foreignKey, foreignKeys",
        "pragma.threads, pragmas.<name>",
        "sync, synchronous"
    })
    void anUnknownKeyGetsAHint(String key, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Map.of(key, "1")))
                .withMessageStartingWith("there is no setting " + key + ": did you mean " + nearest + "?")
                .withMessageContaining("maxReadConnections, acquireTimeout, busyTimeout, closeTimeout, synchronous,")
                .withMessageEndingWith("pragmas.<name>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"busyTimeout", "pragmas.threads", "customizer"})
    void aKeyWithoutAValueIsRefused(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(Collections.singletonMap(key, null)))
                .withMessage(key + " has no value: give one, or leave the key out for the default");
    }

    @Test
    void propertiesHaveDefaultsAndObjects() {
        Properties defaults = new Properties();
        defaults.setProperty("cacheSize", "1MiB");
        defaults.setProperty("busyTimeout", "1s");
        Properties properties = new Properties(defaults);
        properties.setProperty("busyTimeout", "2s");
        properties.put("maxReadConnections", 2);
        assertThat(SqliteConfiguration.from(properties))
                .isEqualTo(SqliteConfiguration.builder()
                        .cacheSize(1 << 20)
                        .busyTimeout(Duration.ofSeconds(2))
                        .maxReadConnections(2)
                        .build());
        properties.put(5, "x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteConfiguration.from(properties))
                .withMessageContaining("java.lang.Integer");
    }
}
