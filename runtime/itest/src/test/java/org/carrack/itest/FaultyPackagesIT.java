package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.IOException;
import java.nio.file.Files;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageState;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A package that fails is listed with its reason, and hurts nobody else. */
public class FaultyPackagesIT extends Server {

    @Before
    public void start() {
        awaitStarted();
    }

    @After
    public void helloStillAnswers() throws Exception {
        assertEquals("\"hello from foo's actor\"", call("/hello/actors/helloActor/hello"));
        clear();
    }

    @Test
    public void aComponentThatThrows() throws Exception {
        assertFails(
                "throwing",
                "component org.carrack.itest.packages.faulty.throwing.ThrowingActor of throwing 1.0.0 failed: IllegalStateException: the reactor is cold");
    }

    @Test
    public void aClassThatCannotBeLoaded() throws Exception {
        assertFails(
                "missing",
                "component org.carrack.itest.packages.faulty.missing.MissingActor of missing 1.0.0 failed: the class org.carrack.itest.packages.servlets.Left cannot be loaded; does the manifest import its Java package?");
    }

    @Test
    public void aHookThatThrows() throws Exception {
        assertFails("hook", "the install hook of hook 1.0.0 failed: IllegalStateException: no room on the shelf");
    }

    @Test
    public void aJavaPackageThatNobodyExports() throws Exception {
        assertFails(
                "importing",
                "importing 1.0.0 cannot be resolved: it imports the Java package com.example.nowhere [1.2.0,2.0.0), which nothing here exports; add a bundle that does");
    }

    @Test
    public void anUpdateThatFailsLeavesTheOldOneServing() throws Exception {
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
        String problem = awaitProblem("answers.jar", () -> drop(built("answers-bad.jar"), "answers.jar"));
        assertTrue(problem, problem.contains("of answers 1.1.0 failed: IllegalStateException: the reactor is cold"));
        assertEquals("\"1.0.0\"", call("/answers/actors/answersActor/version"));
        assertEquals(PackageState.ACTIVE, packages.find("answers").orElseThrow().state());
        assertEquals(
                problem + "; 1.0.0 serves on",
                packages.find("answers").orElseThrow().reason().orElse(""));
        awaitGone("answers", () -> Files.delete(deploy().resolve("answers.jar")));
    }

    private void assertFails(String name, String reason) throws IOException {
        assertEquals(reason, awaitProblem(name + ".jar", () -> drop(built(name + ".jar"), name + ".jar")));
        try {
            packages.start(name);
            fail(name + " started");
        } catch (PackageException e) {
            assertEquals(reason, e.getMessage());
        }
        assertEquals(PackageState.FAILED, packages.find(name).orElseThrow().state());
        assertEquals(reason, packages.find(name).orElseThrow().reason().orElse(""));
        try {
            packages.delete(name, true);
        } catch (PackageException e) {
            throw new AssertionError(e);
        }
        assertTrue(packages.find(name).isEmpty());
    }
}
