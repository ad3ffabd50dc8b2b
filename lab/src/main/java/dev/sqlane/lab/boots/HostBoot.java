package dev.sqlane.lab.boots;

import dev.sqlane.lab.scenario.Stop;
import dev.sqlane.lab.strategy.Session;
import dev.sqlane.lab.strategy.Statements;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The host's part of a boot, up to where the sandbox's own process takes over:
 *
 * <ol>
 *   <li>look whether the name is taken;
 *   <li>check the image: read it with its manifest, count its layers, mark it and its layers as used;
 *   <li>insert the sandbox with its labels and a provisional root file system, in a transaction;
 *   <li>store the configuration that it really starts with;
 *   <li>pin its image, in a transaction: read the manifest, delete the provisional root file system, insert the pinned
 *       one.
 * </ol>
 */
final class HostBoot {
    /** Labels of one sandbox. */
    static final Map<String, String> LABELS = new TreeMap<>(
            Map.of("team", "platform", "purpose", "integration-test", "owner", "ci", "expires", "2026-12-31"));

    static final String PROVISIONAL = "provisional";
    static final String PINNED = "pinned";

    private record Image(long id, long manifest, String digest, long layers) {}

    private final Session session;
    private final int boot;
    private final Stop stop;

    HostBoot(Session session, int boot, Stop stop) {
        this.session = session;
        this.boot = boot;
        this.stop = stop;
    }

    static String sandboxName(int boot) {
        return String.format(Locale.ROOT, "sandbox-%05d", boot);
    }

    /** Runs all steps and returns the sandbox's id. */
    long run() throws SQLException {
        String name = sandboxName(boot);
        if (session.read(s ->
                        s.queryOne("select id, status, config from sandbox where name = ?", row -> row.number(1), name))
                .isPresent()) {
            throw new IllegalStateException("there is a sandbox " + name + " already");
        }
        stop.check();
        Image image = checkImage();
        stop.check();
        long sandbox = session.transaction("create sandbox", s -> insertSandbox(s, name));
        stop.check();
        String active = configuration(name, image.digest());
        changedOne(session.write(
                "store active configuration",
                s -> s.update(
                        "update sandbox set active_config = ?, status = 'starting', updated_at = ? where id = ?",
                        active,
                        now(),
                        sandbox)));
        stop.check();
        session.transaction("pin image", s -> pin(s, sandbox, image.manifest()));
        return sandbox;
    }

    private Image checkImage() throws SQLException {
        String reference = Catalog.reference(boot % Catalog.IMAGES);
        Image image = session.read(s -> s.queryOne(
                        "select i.id, m.id, m.digest, m.layer_count, m.document from image_ref i"
                                + " join manifest m on m.id = i.manifest_id where i.reference = ?",
                        row -> new Image(row.number(1), row.number(2), row.text(3), row.number(4)),
                        reference))
                .orElseThrow(() -> new IllegalStateException("there is no image " + reference));
        long layers = session.read(s -> s.queryOne(
                        "select count(*) from manifest_layer ml join layer l on l.id = ml.layer_id where ml.manifest_id = ?",
                        row -> row.number(1),
                        image.manifest()))
                .orElseThrow();
        if (layers != image.layers()) {
            throw new IllegalStateException(reference + " has " + layers + " of " + image.layers() + " layers");
        }
        stop.check();
        changedOne(session.write(
                "mark image as used",
                s -> s.update("update image_ref set updated_at = ? where id = ?", now(), image.id())));
        session.write(
                "mark layers as used",
                s -> s.update(
                        "update layer set last_used_at = ? where id in"
                                + " (select layer_id from manifest_layer where manifest_id = ?)",
                        now(),
                        image.manifest()));
        return image;
    }

    private static long insertSandbox(Statements statements, String name) throws SQLException {
        String now = now();
        long sandbox = statements.insert(
                "insert into sandbox (name, config, status, created_at, updated_at)"
                        + " values (?, ?, 'created', ?, ?) returning id",
                name,
                configuration(name, "unresolved"),
                now,
                now);
        for (Map.Entry<String, String> label : LABELS.entrySet()) {
            statements.update(
                    "insert into sandbox_label (sandbox_id, label_key, label_value) values (?, ?, ?)",
                    sandbox,
                    label.getKey(),
                    label.getValue());
        }
        statements.update(
                "insert into sandbox_rootfs (sandbox_id, mode, created_at) values (?, ?, ?)",
                sandbox,
                PROVISIONAL,
                now);
        return sandbox;
    }

    private static long pin(Statements statements, long sandbox, long manifest) throws SQLException {
        List<Long> found = statements.query(
                "select id, digest, document from manifest where id = ?", row -> row.number(1), manifest);
        if (found.isEmpty()) {
            throw new IllegalStateException("manifest " + manifest + " is gone");
        }
        statements.update("delete from sandbox_rootfs where sandbox_id = ?", sandbox);
        return statements.update(
                "insert into sandbox_rootfs (sandbox_id, manifest_id, mode, created_at) values (?, ?, ?, ?)",
                sandbox,
                found.get(0),
                PINNED,
                now());
    }

    static void changedOne(long rows) {
        if (rows != 1) {
            throw new IllegalStateException("an update by id changed " + rows + " rows instead of one");
        }
    }

    static String now() {
        return Instant.now().toString();
    }

    /** What a sandbox is started with, about 1.5 kB. */
    private static String configuration(String name, String image) {
        return """
                {"name":"%s","image":"%s","cpus":2,"memoryMib":512,"workdir":"/workspace","shell":"/bin/bash",\
                "env":{"PATH":"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","LANG":"C.UTF-8","TZ":"UTC",\
                "CI":"true","HOME":"/root","JAVA_TOOL_OPTIONS":"-XX:MaxRAMPercentage=70","NODE_OPTIONS":"--max-old-space-size=384"},\
                "mounts":[{"host":"/srv/sandboxes/%s/workspace","guest":"/workspace","readOnly":false},\
                {"host":"/srv/cache/dependencies","guest":"/var/cache/dependencies","readOnly":true},\
                {"host":"/srv/sandboxes/%s/out","guest":"/out","readOnly":false}],\
                "network":{"policy":"allow-list","hosts":["registry.example","packages.example","mirror.example"],\
                "dns":["10.0.0.2","10.0.0.3"],"ports":[{"host":0,"guest":8080,"protocol":"tcp"},{"host":0,"guest":9090,"protocol":"tcp"}]},\
                "limits":{"pids":512,"openFiles":4096,"diskMib":2048,"writeMibPerSecond":64,"readMibPerSecond":128},\
                "lifecycle":{"idleTimeoutSeconds":600,"maxLifetimeSeconds":7200,"stopSignal":"SIGTERM","stopGraceSeconds":10,\
                "restart":"never"},"metrics":{"intervalSeconds":1,"retentionSeconds":86400},\
                "secrets":[{"name":"registry-token","env":"REGISTRY_TOKEN"},{"name":"deploy-key","file":"/run/secrets/deploy"}],\
                "scripts":{"start":"exec /usr/local/bin/service --config /workspace/service.toml","check":"curl -fsS http://127.0.0.1:8080/health"},\
                "log":{"level":"info","format":"json","maxMib":16,"files":3}}""".formatted(name, image, name, name);
    }
}
