package dev.sqlane.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sqlane.sqlite.SqliteConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationFileTest {
    @TempDir
    private Path folder;

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("sqlane.json"), json);
    }

    @Test
    void settingsAreFlattened() throws IOException {
        Map<String, String> settings = ConfigurationFile.read(file("""
                {"database": {"maxReadConnections": 8, "acquireTimeout": "30s", "busyTimeout": "5s", "foreignKeys": false,
                  "pragmas": {"wal_autocheckpoint": 500}}}"""));

        assertThat(settings)
                .isEqualTo(Map.of(
                        "maxReadConnections",
                        "8",
                        "acquireTimeout",
                        "30s",
                        "busyTimeout",
                        "5s",
                        "foreignKeys",
                        "false",
                        "pragmas.wal_autocheckpoint",
                        "500"));
    }

    @Test
    void theEngineReadsThem() throws IOException {
        SqliteConfiguration configuration = SqliteConfiguration.from(
                ConfigurationFile.read(file("{\"database\":{\"maxReadConnections\":8,\"busyTimeout\":\"7s\"}}")));

        assertThat(configuration.maxReadConnections()).isEqualTo(8);
        assertThat(configuration.busyTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"database\": {\"a\": 1,}}|line 1, column",
                "{\"database\": {}} more|is not JSON",
                "{\"database\": {\"a\": 1, \"a\": 2}}|Duplicate field",
                "[]|is not a JSON object",
                "{\"databse\": {}}|unknown key \"databse\"",
                "{}|has no object \"database\"",
                "{\"database\": 7}|has no object \"database\"",
                "{\"database\": {\"a\": null}}|\"a\" is null",
                "{\"database\": {\"a\": [[1]]}}|\"a\" is [1]"
            })
    void whatIsWrongIsSaidWithFileAndRemedy(String json, String expected) throws IOException {
        Path file = file(json);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationFile.read(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(expected);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationFile.read(folder.resolve("none.json")))
                .withMessageContaining("none.json")
                .withMessageContaining("name one that exists");
    }
}
