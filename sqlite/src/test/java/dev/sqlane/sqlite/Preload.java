package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds a library that is preloaded into a child process, to stand between SQLite and the system's calls. */
public final class Preload {
    private Preload() {}

    /** Compiles C source in a folder; the test is skipped where there is no compiler. */
    public static Path build(Path folder, String source) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("shim.c"), source);
        Path shim = folder.resolve("shim.so");
        Process compiler;
        try {
            compiler = new ProcessBuilder(
                            "gcc", "-shared", "-fPIC", "-o", shim.toString(), file.toString(), "-ldl", "-pthread")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "needs gcc");
            throw e;
        }
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(output).isZero();
        return shim;
    }
}
