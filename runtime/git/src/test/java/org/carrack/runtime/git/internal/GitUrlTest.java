package org.carrack.runtime.git.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.carrack.spi.source.SourceProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://github.com/org/repo, https://github.com/org/repo, '', repo",
        "https://github.com/org/repo/, https://github.com/org/repo, '', repo",
        "https://github.com/org/repo.git, https://github.com/org/repo.git, '', repo",
        "https://github.com/org/repo/tree/master, https://github.com/org/repo, master, repo",
        "https://github.com/org/repo/tree/master/, https://github.com/org/repo, master, repo",
        "https://github.com/org/repo/tree/feature/x/path/in/repo, https://github.com/org/repo, feature/x/path/in/repo, repo",
        "https://github.com/org/tree/tree/main, https://github.com/org/tree, main, tree",
        "https://gitlab.com/group/sub/repo/-/tree/main/a, https://gitlab.com/group/sub/repo, main/a, repo",
        "https://git.example.org:8443/a/b.git/tree/main, https://git.example.org:8443/a/b.git, main, b",
        "http://git.example.org/repo, http://git.example.org/repo, '', repo",
        "git@github.com:org/repo.git, git@github.com:org/repo.git, '', repo",
        "git@github.com:org/repo.git/tree/main/a, git@github.com:org/repo.git, main/a, repo",
        "ssh://git@host:2222/org/repo.git, ssh://git@host:2222/org/repo.git, '', repo",
        "git://host/repo, git://host/repo, '', repo",
    })
    void everyFormIsTakenApart(String source, String repository, String tree, String name) throws SourceProblem {
        assertThat(GitUrl.isLike(source)).isTrue();
        GitUrl url = GitUrl.parse(source);
        assertThat(url.repository()).isEqualTo(repository);
        assertThat(url.tree()).isEqualTo(tree);
        assertThat(url.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x/y",
                "x/y.zip",
                "https://example.org/a.zip",
                "https://example.org/a.tar.gz",
                "https://example.org/get?id=1",
                "file:///nowhere/at/all"
            })
    void othersAreLeftToOthers(String source) {
        assertThat(GitUrl.isLike(source)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/x/y;rm -rf ~",
                "https://github.com/x/$(id)",
                "https://github.com/x/`id`",
                "https://github.com/x/y|z",
                "https://github.com/x/y'z",
                "https://github.com/x/y z",
                "https://github.com/x/y\nz",
                "https://github.com/x/../y",
                "https://github.com/x",
                "https://-oProxyCommand=id/x/y",
                "ssh://-oProxyCommand=id/x/y",
                "ssh:///x/y",
                "https://github.com/"
            })
    void whatCouldDoHarmIsRefused(String source) {
        assertThatThrownBy(() -> GitUrl.parse(source)).isInstanceOf(SourceProblem.class);
    }

    @Test
    void aPlainAddressMayBeAFileAfterAll() throws SourceProblem {
        assertThat(GitUrl.parse("https://example.org/org/repo").isCertain()).isFalse();
        assertThat(GitUrl.parse("https://github.com/org/repo").isCertain()).isTrue();
    }
}
