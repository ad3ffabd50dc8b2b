package dev.sqlane.cli.lab;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the databases are and how Sqlane runs them. */
final class DatabaseOptions {
    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            defaultValue = "${sys:java.io.tmpdir}",
            description =
                    "Where the databases go, in a folder of their own that is removed afterwards; on the disk whose"
                            + " behaviour is of interest. Default: the folder for temporary files")
    private @Nullable Path directory;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings of the sqlane strategies, as JSON:"
                    + " {\"database\":{\"maxReadConnections\":8,\"busyTimeout\":\"5s\"}}")
    private @Nullable Path configuration;

    Path directory() {
        return Objects.requireNonNull(directory);
    }

    /**
     * Returns the settings in the file, or none.
     *
     * @throws IllegalArgumentException if the file can't be read or is of another form
     */
    Map<String, String> settings() {
        return configuration == null ? Map.of() : ConfigurationFile.read(configuration);
    }
}
