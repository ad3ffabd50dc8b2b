package dev.sqlane.cli.lab;

import dev.sqlane.lab.LabReports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say into which files a report goes. */
final class ReportFiles {
    @Option(names = "--json", paramLabel = "FILE", description = "Write the report there too, as JSON")
    private @Nullable Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the report there too, as a page with charts that needs no other file and no network")
    private @Nullable Path html;

    /** Returns where the report is to be written as JSON, or {@code null}. */
    @Nullable
    Path json() {
        return json;
    }

    /** Returns where the report is to be written as a page, or {@code null}. */
    @Nullable
    Path html() {
        return html;
    }

    /**
     * Finds out before the work, not after it, whether the files can be written.
     *
     * @throws IllegalArgumentException if one can't be
     */
    void check() {
        checkWritable(json);
        checkWritable(html);
        if (json != null
                && html != null
                && json.toAbsolutePath()
                        .normalize()
                        .equals(html.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("--json and --html both name " + html + "; name two files");
        }
        if (html != null) {
            LabReports.checkHtmlPossible();
        }
    }

    private static void checkWritable(@Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "the report can't be written to " + file + "; name a file in a folder that exists");
        }
        // A new file is made beside it and put in its place.
        boolean replaced = !Files.exists(file) || Files.isRegularFile(file);
        if ((replaced && !Files.isWritable(folder)) || (Files.exists(file) && !Files.isWritable(file))) {
            throw new IllegalArgumentException("the report can't be written to " + file
                    + "; name a file that can be, in a folder that new files can be put in");
        }
    }
}
